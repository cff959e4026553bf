"""The life of a menu item, refusals first."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests import make
from tests.people import People
from tomoni.core import ownership, search
from tomoni.core.errors import Conflict, Refused
from tomoni.seeds.actions import menu as actions
from tomoni.seeds.models import MenuItem
from tomoni.seeds.rules import menu as rules
from tomoni.seeds.states import MENU, MenuState


def draft(people: People) -> MenuItem:
    form = make.form_of_collaboration("publicity_support")
    return MenuItem(actor=people.parks, title="花の苗を渡します", form=form, can="春と秋に苗を渡します。")


@pytest.mark.parametrize("who", ["nobody", "grep", "cen", "other_lia", "mem", "adm"])
def test_others_do_not_offer_for_a_department(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.create(draft(people), by=getattr(people, who))


def test_a_group_has_no_menu(people: People) -> None:
    item = draft(people)
    item.actor = people.gardeners
    with pytest.raises(PermissionDenied):
        actions.create(item, by=people.sec)


@pytest.mark.parametrize("who", ["nobody", "grep", "lia", "dhead", "cen", "mem", "adm"])
def test_only_the_section_puts_it_on_the_menu(people: People, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.publish(make.menu_item(people.parks), by=getattr(people, who))


@pytest.mark.parametrize("who", ["nobody", "grep", "other_lia", "cen", "mem", "adm"])
@pytest.mark.parametrize("verb", ["revise", "withdraw", "confirm"])
def test_others_do_not_touch_a_departments_item(people: People, who: str, verb: str) -> None:
    item = make.menu_item(people.parks, state=MenuState.PUBLISHED)
    words = {} if verb == "confirm" else {"reason": "予算がなくなりました。"}
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(item, by=getattr(people, who), **words)


def test_a_department_does_not_change_published_words_by_itself(people: People) -> None:
    item = make.menu_item(people.parks, state=MenuState.PUBLISHED)
    with pytest.raises(PermissionDenied):
        actions.edit(item, by=people.lia, version=1, fields=[], can="もっとできます。")
    actions.revise(item, by=people.lia)
    actions.edit(item, by=people.lia, version=item.version, fields=[], can="もっとできます。")
    assert not MenuItem.objects.visible_to(people.nobody).exists()


@pytest.mark.parametrize(
    ("verb", "state"),
    [("publish", "published"), ("publish", "withdrawn"), ("revise", "draft"), ("revise", "withdrawn"),
     ("withdraw", "withdrawn"), ("confirm", "draft"), ("confirm", "withdrawn")],
)  # fmt: skip
def test_wrong_moments_are_refused(people: People, verb: str, state: str) -> None:
    item = make.menu_item(people.parks, state=state)
    words = {"reason": "予算がなくなりました。"} if verb == "withdraw" else {}
    with pytest.raises(Refused):
        getattr(actions, verb)(item, by=people.sec, **words)


def test_withdrawing_needs_a_reason(people: People) -> None:
    with pytest.raises(ValidationError, match="理由"):
        actions.withdraw(make.menu_item(people.parks), by=people.lia, reason="")


def test_from_draft_to_menu_and_off_it(people: People) -> None:
    item = actions.create(draft(people), by=people.lia)
    case = ownership.case_of(item)
    assert case is not None
    assert case.person_id == people.sec.pk
    actions.publish(item, by=people.sech)
    assert MenuItem.objects.visible_to(people.nobody).get() == item
    assert list(search.object_ids("苗", "seeds.menuitem")) == [item.pk]
    actions.withdraw(item, by=people.dhead, reason="予算がなくなりました。")
    assert not MenuItem.objects.visible_to(people.nobody).exists()
    assert not search.object_ids("苗", "seeds.menuitem").exists()
    assert ownership.case_of(item) is None


def test_a_lost_update_shows_both_texts(people: People) -> None:
    item = make.menu_item(people.parks)
    other = MenuItem.objects.get()
    actions.edit(item, by=people.lia, version=1, fields=[], can="毎月")
    with pytest.raises(Conflict):
        actions.edit(other, by=people.sec, version=1, fields=[], can="隔月")


def test_every_move_of_the_table_has_a_rule_and_an_action() -> None:
    for move in MENU.moves:
        assert callable(getattr(rules, f"can_{move.name}"))
        assert callable(getattr(actions, move.name))
