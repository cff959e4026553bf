"""The life of a report: who may not, what stands in the way, and what each step leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests import make
from tests.people import People
from tomoni.core import ownership
from tomoni.core.errors import NotAllowed, Refused
from tomoni.core.outbox import Notice
from tomoni.core.things import Thing
from tomoni.drafting.actions import draft as drafts
from tomoni.drafting.actions import round as rounds
from tomoni.drafting.models import Draft, Edition, Round, Section
from tomoni.drafting.outlines import headings
from tomoni.drafting.states import CommentState, DraftState, RoundState


def _soon(days: int = 40) -> Any:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def draft(people: People) -> Draft:
    return make.draft(unit=people.parks, council=people.council)


def test_another_department_may_not_start_one_for_the_parks(people: People) -> None:
    with pytest.raises(NotAllowed):
        drafts.start(by=people.other_lia, unit=people.parks, title="公園の計画")


def test_the_support_centre_may_not_write(people: People, draft: Draft) -> None:
    with pytest.raises(NotAllowed):
        drafts.add_section(draft, by=people.cen, parent=None, heading="資料")


def test_a_department_may_not_open_it_to_everybody(people: People, draft: Draft) -> None:
    drafts.write(draft, by=people.lia)
    drafts.settle(draft, by=people.lia)
    with pytest.raises(NotAllowed):
        drafts.consult(draft, by=people.dhead, opens_on=timezone.localdate(), closes_on=_soon())


def test_only_the_section_head_publishes(people: People) -> None:
    draft = make.draft(state=DraftState.FINAL)
    make.edition(draft, stage=DraftState.FINAL)
    with pytest.raises(NotAllowed):
        drafts.publish(draft, by=people.sec)
    drafts.publish(draft, by=people.sech)
    assert (draft.state, draft.is_public) == (DraftState.PUBLISHED, True)


def test_a_report_without_a_text_is_not_made_a_rough_draft(people: People) -> None:
    draft = drafts.start(
        by=people.sec, unit=people.section, title="骨子だけ", headings=headings("第1章 はじめに")
    )
    with pytest.raises(Refused, match="本文がまだありません"):
        drafts.write(draft, by=people.sec)
    draft.refresh_from_db()
    assert draft.state == DraftState.OUTLINE


def test_what_waits_for_an_answer_stands_in_the_way_of_the_draft_and_the_final(
    people: People, draft: Draft
) -> None:
    drafts.write(draft, by=people.sec)
    round_ = drafts.hear(draft, by=people.sec, closes_on=_soon())
    open_comment = make.comment(round_)
    drafts.revise(draft, by=people.sec)
    for step in (drafts.settle, drafts.finalise):
        with pytest.raises(Refused, match="答えていない意見が1件"):
            step(draft, by=people.sec)
    open_comment.state = CommentState.WITHDRAWN
    open_comment.save()
    drafts.finalise(draft, by=people.sec)
    assert draft.state == DraftState.FINAL


def test_the_final_waits_until_the_public_has_been_told(people: People, draft: Draft) -> None:
    draft = make.draft(state=DraftState.REVISED, is_public=True)
    round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC, state=RoundState.CLOSED)
    with pytest.raises(Refused, match="公表してから"):
        drafts.finalise(draft, by=people.sec)
    rounds.results(round_, by=people.sec)
    drafts.finalise(draft, by=people.sec)
    assert draft.state == DraftState.FINAL


def test_a_public_comment_shorter_than_the_rule_says_why(people: People) -> None:
    draft = make.draft(state=DraftState.DRAFT)
    make.edition(draft, stage=DraftState.DRAFT)
    short = {"opens_on": timezone.localdate(), "closes_on": _soon(13)}
    with pytest.raises(ValidationError, match="30日以上"):
        drafts.consult(draft, by=people.sec, **short)
    round_ = drafts.consult(draft, by=people.sec, **short, short_reason="条例の施行に間に合わせるため")
    assert (round_.days, round_.short_reason) == (14, "条例の施行に間に合わせるため")


def test_a_period_does_not_lie_in_the_past_or_end_before_it_begins(people: People) -> None:
    draft = make.draft(state=DraftState.DRAFT)
    make.edition(draft)
    with pytest.raises(ValidationError):
        drafts.consult(draft, by=people.sec, opens_on=_soon(-1), closes_on=_soon())
    with pytest.raises(ValidationError):
        drafts.consult(draft, by=people.sec, opens_on=_soon(9), closes_on=_soon(8), short_reason="理由")
    draft = make.draft(state=DraftState.ROUGH)
    with pytest.raises(ValidationError):
        drafts.hear(draft, by=people.sec, closes_on=_soon(-1))


def test_a_period_that_was_promised_to_everybody_is_not_cut_short(people: People) -> None:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT)
    round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)
    with pytest.raises(Refused, match="期間中"):
        drafts.revise(draft, by=people.sec)
    with pytest.raises(Refused, match="最終日"):
        rounds.close(round_, by=people.sec)
    with pytest.raises(ValidationError):
        rounds.extend(round_, by=people.sec, closes_on=round_.closes_on, reason="短く")
    with pytest.raises(ValidationError, match="理由"):
        rounds.extend(round_, by=people.sec, closes_on=_soon(60), reason=" ")
    rounds.extend(round_, by=people.sec, closes_on=_soon(60), reason="説明会を追加したため")
    assert (round_.closes_on, round_.change_notice) == (_soon(60), "説明会を追加したため")


def test_a_cancelled_public_comment_leads_back_to_the_text(people: People) -> None:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT)
    round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)
    with pytest.raises(NotAllowed):
        rounds.cancel(round_, by=people.lia, reason="案に誤り")
    rounds.cancel(round_, by=people.sec, reason="案に誤りがあったため")
    drafts.revise(draft, by=people.sec)
    assert (round_.state, draft.state) == (RoundState.CANCELLED, DraftState.REVISED)


def test_what_everybody_was_asked_is_published_with_every_answer(people: People) -> None:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT)
    round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC, state=RoundState.CLOSED)
    make.comment(round_)
    with pytest.raises(Refused, match="1件"):
        rounds.results(round_, by=people.sec)


def test_published_results_open_the_text_to_everybody(people: People) -> None:
    draft = make.draft(state=DraftState.IN_COMMENT, council=people.council)
    round_ = make.comment_round(make.edition(draft), state=RoundState.CLOSED)
    make.comment(round_)
    rounds.results(round_, by=people.sec)
    assert (round_.state, round_.draft.is_public) == (RoundState.PUBLISHED, True)
    assert Edition.objects.visible_to(people.nobody).count() == 1


def test_withdrawing_ends_the_running_round_and_hides_everything(people: People) -> None:
    draft = make.draft(state=DraftState.PUBLIC_COMMENT)
    round_ = make.comment_round(make.edition(draft), kind=Round.Kind.PUBLIC)
    with pytest.raises(ValidationError, match="理由"):
        drafts.withdraw(draft, by=people.sec, reason="")
    drafts.withdraw(draft, by=people.sec, reason="計画そのものをやめるため")
    round_.refresh_from_db()
    assert (round_.state, draft.is_public) == (RoundState.CANCELLED, False)
    for model in (Draft, Edition, Round):
        assert not model.objects.visible_to(people.nobody).exists()


def test_what_came_back_from_the_final_is_written_again(people: People) -> None:
    draft = make.draft(state=DraftState.FINAL)
    section = draft.sections.first()
    assert section is not None
    with pytest.raises(Refused, match="見直しに戻す"):
        drafts.edit_section(section, by=people.sec, version=1, heading="直し", body="")
    with pytest.raises(ValidationError, match="理由"):
        drafts.rework(draft, by=people.sec, reason="")
    drafts.rework(draft, by=people.sec, reason="数字の誤り")
    section.refresh_from_db()
    drafts.edit_section(section, by=people.sec, version=1, heading="直し", body="")
    assert section.heading == "直し"


def test_asking_tells_members_and_liaison_officers_once(people: People, draft: Draft) -> None:
    drafts.write(draft, by=people.sec)
    round_ = drafts.hear(draft, by=people.sec, closes_on=_soon())
    told = Notice.objects.filter(key=f"draft-round:{round_.pk}").values_list("person_id", flat=True)
    assert {people.mem.pk, people.lia.pk, people.other_lia.pk} == set(told)


def test_somebody_holds_it_until_it_is_published(people: People) -> None:
    draft = drafts.start(
        by=people.lia, unit=people.parks, title="公園の計画", headings=headings("第1章 はじめに\n 1 公園")
    )
    case = ownership.case_of(draft)
    assert case is not None
    assert (case.person_id, case.unit_id) == (people.lia.pk, people.parks.pk)
    Section.objects.update(body="文")
    drafts.write(draft, by=people.lia)
    round_ = drafts.hear(draft, by=people.lia, closes_on=_soon(10))
    case.refresh_from_db()
    assert case.due_on == round_.closes_on
    drafts.withdraw(draft, by=people.sec, reason="やめる")
    assert ownership.case_of(draft) is None


def test_an_outline_is_found_by_the_section_only_and_a_public_one_by_all(people: People) -> None:
    draft = drafts.start(by=people.sec, unit=people.parks, title="公園の計画", headings=headings("はじめに"))
    tokens = set(Thing.objects.get(kind="drafting.draft").audience.values_list("token", flat=True))
    assert tokens == {f"section:{draft.jurisdiction_id}"}
    assert Draft.objects.visible_to(people.lia).get() == draft
    Section.objects.update(body="文")
    drafts.write(draft, by=people.sec)
    drafts.settle(draft, by=people.sec)
    drafts.consult(draft, by=people.sec, opens_on=timezone.localdate(), closes_on=_soon())
    tokens = set(Thing.objects.get(kind="drafting.draft").audience.values_list("token", flat=True))
    assert "public" in tokens


def test_the_whole_way_from_outline_to_published(people: People) -> None:
    draft = drafts.start(
        by=people.sec, unit=people.section, title="報告", headings=headings("第1章 はじめに")
    )
    Section.objects.update(body="文")
    drafts.write(draft, by=people.sec)
    drafts.hear(draft, by=people.sec, closes_on=_soon())
    drafts.revise(draft, by=people.sec)
    drafts.settle(draft, by=people.sec)
    round_ = drafts.consult(draft, by=people.sec, opens_on=timezone.localdate(), closes_on=_soon())
    Round.objects.filter(pk=round_.pk).update(opens_on=_soon(-60), closes_on=_soon(-1))
    round_.refresh_from_db()
    rounds.close(round_, by=people.sec)
    rounds.results(round_, by=people.sec)
    draft.refresh_from_db()
    drafts.revise(draft, by=people.sec)
    drafts.finalise(draft, by=people.sec)
    drafts.publish(draft, by=people.sech)
    stages = list(Edition.objects.filter(draft=draft).values_list("stage", flat=True))
    assert stages[0] == DraftState.ROUGH
    assert stages[-1] == DraftState.FINAL
    assert Edition.objects.visible_to(people.nobody).filter(stage=DraftState.FINAL).exists()
