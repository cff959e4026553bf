"""The words as they came never change: no action takes them, no form sends them, no page offers them."""

import inspect
from typing import Any

import pytest
from django import forms as django_forms

from tests import make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.voices import actions, forms
from tomoni.voices.models import Opinion
from tomoni.voices.states import State

RAW = "市の窓口が分かりにくい。"


def test_only_taking_down_takes_raw_text() -> None:
    takes = {
        name
        for name in actions.__all__
        if inspect.isfunction(getattr(actions, name))
        and {"raw_text", "line", "lines"} & set(inspect.signature(getattr(actions, name)).parameters)
    }
    assert takes == {"record", "record_all"}


def test_editing_refuses_what_is_fixed(people: People) -> None:
    opinion = make.opinion(RAW)
    for fixed in ("raw_text", "serial", "fiscal_year", "visibility", "state"):
        with pytest.raises(ValueError, match="not edited"):
            actions.edit(opinion, by=people.sec, version=1, **{fixed: "別"})
    assert Opinion.objects.get().raw_text == RAW


def test_no_form_but_the_new_one_has_a_field_for_it() -> None:
    with_field = {
        name
        for name, form in inspect.getmembers(forms, inspect.isclass)
        if issubclass(form, django_forms.Form) and "raw_text" in form.base_fields
    }
    assert with_field == {"OpinionForm"}


def test_no_page_changes_it_whatever_is_sent(people: People, browse: Browse) -> None:
    """Every move and the edit, sent with a raw text of the sender's."""
    sent: dict[str, Any] = {"raw_text": "差し替え", "reason": "理由", "display_text": "整文", "version": "1"}
    browser = browse(people.sec)
    for state in State.values:
        opinion = make.opinion(RAW, state=state, department=people.parks, recorder=people.section)
        for one in opinion.workflow.moves:
            browser.post(f"{opinion.get_absolute_url()}{one.name}/", sent)
        browser.post(f"{opinion.get_absolute_url()}edit/", sent | {"source": "web"})
    assert set(Opinion.objects.values_list("raw_text", flat=True)) == {RAW}


def test_the_corrected_words_stand_beside_it(people: People) -> None:
    opinion = make.opinion("提供するの也不错かと思う。", suspicious="也不错")
    actions.normalise(opinion, by=people.sec, display_text="提供するのもよいと思う。")
    kept = Opinion.objects.get()
    assert (kept.raw_text, kept.text, kept.suspicious) == (
        "提供するの也不错かと思う。",
        "提供するのもよいと思う。",
        "",
    )


def test_what_was_taken_out_of_the_words_finds_nothing_for_the_public(
    people: People, browse: Browse, city: Jurisdiction
) -> None:
    opinion = make.opinion("窓口の鈴木一郎さんが親切でした。")
    actions.normalise(opinion, by=people.sec, display_text="窓口の人が親切でした。")
    actions.show(opinion, by=people.sec, visibility="public")
    assert opinion.number in browse(people.nobody).get(f"/{city.slug}/voices/?q=親切でした").text
    for address in (f"/{city.slug}/voices/?q=鈴木一郎", f"/{city.slug}/search/?q=鈴木一郎"):
        assert opinion.number not in browse(people.nobody).get(address).text


def test_the_working_file_gives_them_to_those_who_work_on_it_alone(
    people: People, browse: Browse, city: Jurisdiction
) -> None:
    make.opinion("鈴木一郎さんが親切でした。", display_text="窓口の人が親切でした。", visibility="public")
    address = f"/{city.slug}/opinions/?format=csv"
    files = {who: b"".join(browse(getattr(people, who)).get(address)).decode() for who in ("sec", "lia")}
    assert "鈴木一郎" in files["sec"]
    assert "窓口の人" in files["lia"]
    assert "鈴木一郎" not in files["lia"]
