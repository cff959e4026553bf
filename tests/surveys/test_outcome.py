"""What comes of answers: side by side, as files, as opinions; and of hearings."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.conftest import Browse
from tests.people import People
from tests.surveys import making
from tomoni.core import lineage, things
from tomoni.core.errors import Refused
from tomoni.directory.standing import standing_of
from tomoni.seeds.models import Seed
from tomoni.surveys import results
from tomoni.surveys.actions import hearing as hearings
from tomoni.surveys.actions import survey as actions
from tomoni.surveys.actions import taking
from tomoni.surveys.models import Hearing, HearingPoint, Question, Response, Survey
from tomoni.surveys.states import SurveyState
from tomoni.voices.models import Opinion


@pytest.fixture
def closed(people: People) -> Survey:
    survey = making.survey(people.gardeners, people.parks, state=SurveyState.CLOSED)
    first = survey.questions.get()
    scale = making.question(survey, Question.Kind.SCALE, options=["低い", "ふつう", "高い"])
    text = making.question(survey, Question.Kind.TEXT, for_departments="困りごと", for_groups="困りごと")
    making.answered(survey, people.gardeners, {first.pk: 0, scale.pk: 2, text.pk: "=相談先が分からない"})
    making.answered(survey, people.parks, {first.pk: 1, scale.pk: 0})
    return survey


def _results(survey: Survey) -> list[results.Result]:
    return results.results(
        survey, list(survey.responses.all()), list(survey.questions.select_related("asked_if"))
    )


def test_the_two_sides_stand_beside_each_other(closed: Survey) -> None:
    first, scale, text = _results(closed)
    assert first.heads == ("担当課", "団体")
    assert [[cell.count for cell in line.cells] for line in first.tables[0].lines] == [[0, 1], [1, 0], [0, 0]]
    assert scale.tables[0].means == (1.0, 3.0)
    assert scale.drawn[0].gap == -2.0
    assert text.tables[0].bases == (0, 1)
    assert [label for label, _words in text.wordings] == [""]


def test_a_question_for_one_side_has_one_column(people: People) -> None:
    survey = making.survey(people.gardeners, state=SurveyState.CLOSED)
    making.question(survey, for_departments="")
    assert _results(survey)[1].heads == ("団体",)


def test_the_file_of_counts_holds_what_the_page_shows(closed: Survey, people: People, browse: Browse) -> None:
    answer = browse(people.sec).get(f"{closed.get_absolute_url()}results/?format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert ["問1", "市と組んだことがありますか", "", "ある", "団体", "1", "100.0"] in rows
    assert ["問2", "団体と組んだことがありますか", "", "平均", "担当課", "1.0", ""] in rows


def test_single_answers_go_out_as_a_file_that_runs_nothing(
    closed: Survey, people: People, browse: Browse
) -> None:
    answer = browse(people.sec).get(f"{closed.get_absolute_url()}answers/?format=csv")
    text = b"".join(answer).decode("utf-8-sig")
    assert "花と緑の会" in text
    assert "'=相談先が分からない" in text


def test_words_of_a_text_are_shown_as_words(people: People, browse: Browse) -> None:
    survey = making.survey(people.gardeners, state=SurveyState.CLOSED)
    text = making.question(survey, Question.Kind.TEXT)
    making.answered(survey, people.gardeners, {text.pk: "<script>alert(1)</script>"})
    for page in ("answers/", f"texts/?question={text.pk}"):
        assert (
            "<script>alert(1)"
            not in browse(people.sec).get(f"{survey.get_absolute_url()}{page}").content.decode()
        )


def test_the_result_is_a_document_that_holds_what_the_page_shows(
    closed: Survey, people: People, browse: Browse
) -> None:
    browser, address = browse(people.sec), f"{closed.get_absolute_url()}results/"
    text = browser.get(f"{address}?format=txt").content.decode()
    for words in ("協働アンケートの結果", "問1", "団体：市と組んだことがありますか", "1（100.0％）"):
        assert words in text
    assert browser.get(f"{address}?format=docx").content[:2] == b"PK"


def test_what_is_withheld_on_the_page_is_withheld_in_the_document(people: People, browse: Browse) -> None:
    actors = making.groups(9)
    survey = making.survey(*actors, state=SurveyState.CLOSED, is_anonymous=True)
    key = survey.questions.get().pk
    for n, actor in enumerate(actors):
        making.answered(survey, actor, {key: 1 if n < 2 else 0})
    browser, address = browse(people.sec), f"{survey.get_absolute_url()}results/"
    text = browser.get(f"{address}?format=txt").content.decode()
    assert "秘匿" in text
    assert "22.2" not in text
    assert "22.2" not in browser.get(address).content.decode()


# Texts become opinions


def _texts(survey: Survey) -> list[taking.Text]:
    question = survey.questions.get(kind=Question.Kind.TEXT)
    return [(one, question) for one in Response.objects.all() if str(question.pk) in one.answers]


def test_only_the_section_makes_opinions_of_texts(closed: Survey, people: People) -> None:
    with pytest.raises(PermissionDenied):
        taking.take(closed, _texts(closed), by=people.cen)


def test_a_text_becomes_an_opinion_as_it_was_written_with_its_trail(closed: Survey, people: People) -> None:
    made = taking.take(closed, _texts(closed), by=people.sec)[0]
    assert made.raw_text == "=相談先が分からない"
    assert (made.source, made.group) == (Opinion.Source.SURVEY, people.gardeners)
    assert "協働アンケート" in made.source_note
    trail = lineage.trail(things.get(made), standing_of(people.sec).tokens)
    assert [stop.text for stop in trail][0] == "協働アンケート"


def test_a_text_becomes_an_opinion_once(closed: Survey, people: People) -> None:
    taking.take(closed, _texts(closed), by=people.sec)
    with pytest.raises(Refused):
        taking.take(closed, _texts(closed), by=people.sech)
    assert Opinion.objects.count() == 1


def test_after_a_text_was_taken_it_does_not_open_again(closed: Survey, people: People) -> None:
    taking.take(closed, _texts(closed), by=people.sec)
    with pytest.raises(Refused):
        actions.reopen(closed, by=people.sec, closes_on=timezone.localdate(), reason="追加")


def test_of_an_anonymous_text_the_opinion_names_no_group(people: People) -> None:
    survey = making.survey(people.gardeners, state=SurveyState.CLOSED, is_anonymous=True)
    text = making.question(survey, Question.Kind.TEXT)
    making.answered(survey, people.gardeners, {text.pk: "場所がない"})
    assert taking.take(survey, _texts(survey), by=people.sec)[0].group is None


def test_ticked_texts_go_from_the_page(closed: Survey, people: People, browse: Browse) -> None:
    browser = browse(people.sec)
    address = f"{closed.get_absolute_url()}texts/"
    name = str(_texts(closed)[0][0].pk)
    assert browser.post(address, {"text": [name], "once": ""}).status_code == 302
    assert "声 20" in browser.get(address).content.decode()


# Words on top


def test_the_section_sums_up_side_by_side(closed: Survey, people: People, browse: Browse) -> None:
    text = closed.questions.get(kind=Question.Kind.TEXT)
    sent = browse(people.sec).post(
        f"{closed.get_absolute_url()}digest/",
        {
            "findings": "相談先を示す",
            f"group_{text.pk}": "相談先で迷う",
            f"city_{text.pk}": "",
            "version": closed.version,
        },
    )
    assert sent.status_code == 302
    closed.refresh_from_db()
    assert closed.findings == "相談先を示す"
    assert [(one.label, one.text) for one in _results(closed)[2].digests] == [("団体", "相談先で迷う")]


# Hearings


def test_the_centre_does_not_hear_departments(people: People) -> None:
    with pytest.raises(PermissionDenied):
        hearings.create(by=people.cen, actor=people.parks, held_on="2026-06-01", heard_by="センター 職員")


def test_a_record_without_a_point_is_not_settled(people: People, browse: Browse) -> None:
    made = making.hearing(people.gardeners, people.section)
    made.points.all().delete()
    sent = browse(people.sec).post(f"{made.get_absolute_url()}settle/", {})
    assert sent.status_code == 422


def test_before_it_is_settled_nothing_goes_on(people: People) -> None:
    made = making.hearing(people.gardeners, people.section)
    with pytest.raises(Refused):
        hearings.take_opinions(made, list(made.points.all()), by=people.sec)


def test_who_was_heard_reads_the_record_once_it_is_settled(people: People, browse: Browse) -> None:
    made = making.hearing(people.gardeners, people.section)
    assert browse(people.grep).get(made.get_absolute_url()).status_code == 404
    hearings.settle(made, by=people.sec)
    page = browse(people.grep).get(made.get_absolute_url())
    assert page.status_code == 200
    assert "道具を置く場所がない" in page.content.decode()


def test_points_become_opinions_and_seeds_with_their_trail(people: People) -> None:
    made = making.hearing(people.gardeners, people.section, "窓口が分からない", "花壇の講座を開ける")
    hearings.settle(made, by=people.sec)
    view, offer = made.points.all()
    opinion = hearings.take_opinions(made, [view], by=people.sec)[0]
    seed = hearings.make_seed(offer, by=people.sec, kind=Seed.Kind.OFFER, title="花壇の講座")
    assert (opinion.raw_text, opinion.group) == ("窓口が分からない", people.gardeners)
    assert (seed.what, seed.actor) == ("花壇の講座を開ける", people.gardeners)
    for effect in (opinion, seed):
        stops = lineage.trail(things.get(effect), standing_of(people.sec).tokens)
        assert any(stop.label == "ヒアリング" for stop in stops)
    with pytest.raises(Refused):
        hearings.take_opinions(made, [view], by=people.sec)
    with pytest.raises(Refused):
        hearings.make_seed(offer, by=people.sec, kind=Seed.Kind.OFFER, title="もう一つ")
    with pytest.raises(Refused):
        hearings.reopen(made, by=people.sec, reason="直すため")


def test_a_hearing_is_written_down_and_mended_on_its_page(people: People, browse: Browse) -> None:
    browser = browse(people.cen)
    given = {
        "actor_name": "花と緑の会", "held_on": "2026-06-01", "way": "visit", "heard_by": "センター 職員",
        "kind_0": "problem", "text_0": "場所がない", "once": "",
    }  # fmt: skip
    address = browser.get(f"/{people.section.jurisdiction.slug}/hearings/new/")
    assert address.status_code == 200
    sent = browser.post(f"/{people.section.jurisdiction.slug}/hearings/new/", given)
    made = Hearing.objects.get()
    assert sent["Location"] == made.get_absolute_url()
    assert made.unit == people.centre
    browser.post(
        f"{made.get_absolute_url()}edit/", {**given, "text_1": "人手がない", "version": made.version}
    )
    assert list(HearingPoint.objects.values_list("text", flat=True)) == ["場所がない", "人手がない"]
