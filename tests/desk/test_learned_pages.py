"""Similar past consultations, why a department is not proposed, and what was learned: each for those who may read the texts behind it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.browser import browser
from tests.people import People
from tomoni.core.audit import ReadingEvent
from tomoni.desk import learning
from tomoni.desk.actions import consultation as consultations
from tomoni.desk.actions import lesson as actions
from tomoni.desk.actions import referral as referrals
from tomoni.desk.models import Consultation, Lesson
from tomoni.desk.similar import similar
from tomoni.desk.states import ConsultationState, LessonState
from tomoni.directory.models import Actor

S = ConsultationState
PLAY = {"subject": "絵本の読み聞かせ", "body": "保育園の子供と遊び場で育児の輪を広げたいです。", "wish": ""}
NEW = {"subject": "子供の遊び場", "body": "絵本を持ちよって、親どうし育児の話をしたいです。", "wish": ""}
pytestmark = pytest.mark.usefixtures("vectors")


@pytest.fixture
def new(people: People) -> Consultation:
    return make.consultation(**NEW, share_centre=True)


def taken_on(people: People, *, reply: str = "児童館の部屋を使えます。", **fields: object) -> Consultation:
    made = make.consultation(S.TRIAGED, **{**PLAY, **fields})
    [referral] = consultations.refer(made, by=people.sec, departments=[people.parks])
    referrals.reply(referral, by=people.lia, body=reply)
    return Consultation.objects.get(pk=made.pk)


def page_of(who: object, address: str, status: int = 200) -> str:
    answer = browser(who).get(address)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode().replace("<wbr>", "")


def home(made: Consultation, path: str = "") -> str:
    return f"/{made.jurisdiction.slug}/desk/{path}"


def test_who_may_not_open_the_past_consultation_is_not_shown_it(people: People, new: Consultation) -> None:
    past = taken_on(people)
    page = page_of(people.cen, new.get_absolute_url())
    assert "児童館" not in page
    assert past.number not in page
    make.referral(new, people.parks)
    assert "児童館" not in page_of(people.lia, new.get_absolute_url())


def test_the_centre_is_shown_what_it_may_share(people: People, new: Consultation) -> None:
    taken_on(people, share_centre=True)
    assert "児童館" in page_of(people.cen, new.get_absolute_url())


def test_the_section_is_shown_the_past_one_with_its_answer_and_the_log_says_so(
    people: People, new: Consultation
) -> None:
    past = taken_on(people)
    page = page_of(people.sec, new.get_absolute_url())
    assert "似た以前の相談" in page
    assert "児童館の部屋を使えます。" in page
    assert ReadingEvent.objects.filter(kind="desk.consultation", object_id=past.pk).exists()


def test_a_city_that_keeps_consultations_apart_is_shown_none(people: People, new: Consultation) -> None:
    taken_on(people)
    assert similar(new, reader=people.sec)
    new.jurisdiction.settings = {"show_similar": False}
    new.jurisdiction.save()
    assert "児童館" not in page_of(people.sec, new.get_absolute_url())


def test_who_no_longer_agrees_to_share_is_shown_to_nobody(people: People, new: Consultation) -> None:
    past = taken_on(people)
    consultations.share(past, by=people.sec, share_departments=False, share_centre=True)
    assert similar(new, reader=people.sec) == []


def test_what_is_about_something_else_is_not_shown(people: People, new: Consultation) -> None:
    taken_on(people, subject="公園の花壇", body="街路樹と緑地の草刈りについて。")
    assert similar(new, reader=people.sec) == []


def test_where_few_of_many_may_be_opened_these_are_found(
    people: People, new: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tomoni.desk.similar.LOOKED_AT", 1)
    mine = taken_on(people, share_centre=True)
    for _one in range(3):
        taken_on(people)
    assert [one.consultation for one in similar(new, reader=people.cen)] == [mine]


@pytest.mark.parametrize("who", ["cen", "lia", "grep", "adm"])
def test_what_was_learned_is_for_the_section_alone(people: People, new: Consultation, who: str) -> None:
    taken_on(people)
    for path in ("learned/", f"learned/?department={people.parks.pk}", "learned/reset/"):
        assert "絵本" not in page_of(getattr(people, who), home(new, path), 403)
    lesson = Lesson.objects.get()
    page_of(getattr(people, who), lesson.get_absolute_url(), 404)


def test_the_page_names_departments_words_and_whether_it_is_trusted(
    people: People, new: Consultation
) -> None:
    for _one in range(2):
        taken_on(people)
    page = page_of(people.sec, home(new, "learned/"))
    assert "公園緑地課" in page
    assert "まだ2件なので" in page
    assert all(word in page for word in ("絵本", "保育園", "遊び場"))


def test_a_word_of_a_single_consultation_is_not_shown(people: People, new: Consultation) -> None:
    taken_on(people)
    taken_on(people, body="ぬばたまの絵本", subject="ぬばたま")
    assert learning.telling_words()[people.parks.pk] == ["絵本"]


def test_from_ten_decisions_on_the_page_says_how_they_were_checked(people: People, new: Consultation) -> None:
    odd = make.department("第三課", duties="市長が別に定める事務")
    for _one in range(12):
        made = make.consultation(S.IN_DIALOGUE, **PLAY)
        make.referral(made, odd, state="replied")
    actions.catch_up(by=people.sec)
    assert "まだ12件なので" in page_of(people.sec, home(new, "learned/"))
    assert actions.judge(by=people.sec)
    page = page_of(people.sec, home(new, "learned/"))
    assert "使っています。新しい12件" in page
    assert "100%" in page


def test_a_decision_is_retracted_with_a_reason_and_restored(people: People, new: Consultation) -> None:
    taken_on(people)
    lesson = Lesson.objects.get()
    client = browser(people.sec)
    address = f"{lesson.get_absolute_url()}retract/"
    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "花壇の話でした。"}).status_code == 302
    assert "花壇の話でした。" in page_of(people.sec, lesson.get_absolute_url())
    assert learning.memory().router.learned() == {}
    assert client.post(f"{lesson.get_absolute_url()}restore/").status_code == 302
    assert Lesson.objects.get().state == LessonState.TAUGHT


def test_beginning_anew_asks_for_a_reason_and_a_tick(people: People, new: Consultation) -> None:
    taken_on(people)
    client, address = browser(people.sech), home(new, "learned/reset/")
    assert client.post(address, {"why": "組みかえ"}).status_code == 422
    assert client.post(address, {"why": "", "sure": "on"}).status_code == 422
    assert Lesson.objects.taught().count() == 1
    assert client.post(address, {"why": "組みかえ", "sure": "on"}).status_code == 302
    assert Lesson.objects.taught().count() == 0


def test_where_no_word_gives_a_clue_the_page_says_so_and_lists_the_departments(people: People) -> None:
    silent = make.consultation(subject="お願い", body="よろしくお願いします。")
    page = page_of(people.sec, silent.get_absolute_url())
    assert "手がかりになる言葉が見つからない" in page
    assert people.parks.get_absolute_url() in page


def why(made: Consultation, unit: Actor) -> str:
    return f"{made.get_absolute_url()}why/?department={unit.pk}"


def test_why_not_answers_in_words_of_the_texts(people: People) -> None:
    waste = make.department("廃棄物対策課", duties="ごみの収集、分別、不法投棄対策に関すること。")
    made = make.consultation(subject="公園のごみ", body="公園の花壇にごみを捨てる人がいます。")
    page = page_of(people.sec, why(made, waste))
    assert "どちらにも「ごみ」" in page
    page = page_of(people.sec, why(made, make.department("税務課", duties="市税の賦課に関すること。")))
    assert "つながるものは見つかりません" in page
    assert "候補の1番目：" in page


def test_why_not_is_not_asked_of_what_is_no_department(people: People, new: Consultation) -> None:
    page_of(people.sec, why(new, people.gardeners), 400)
    page_of(people.sec, why(new, people.section), 400)


@pytest.mark.parametrize("path", ["learned/", "learned/?department="])
def test_what_was_learned_asks_no_more_with_more_of_it(people: People, new: Consultation, path: str) -> None:
    address = home(new, path) + (str(people.parks.pk) if path.endswith("=") else "")
    client = browser(people.sec)

    def asked(more: int) -> int:
        for _one in range(more):
            taken_on(people)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    few = asked(2)
    assert few <= 25
    assert asked(6) <= few


def test_the_page_of_a_consultation_with_similar_ones_stays_within_its_queries(
    people: People, new: Consultation
) -> None:
    for _one in range(5):
        taken_on(people)
    client = browser(people.sec)
    client.get(new.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(new.get_absolute_url())
    assert len(queries) <= 25, len(queries)
