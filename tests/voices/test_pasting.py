"""Pasting a list: read, checked by a person, taken over as a whole or not at all."""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import make
from tests.conftest import Browse
from tests.people import People
from tests.shared_documents import seed
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.core.people import SYSTEM
from tomoni.voices import actions
from tomoni.voices.models import Coding, Opinion, Scheme
from tomoni.voices.states import State

LIST = "A. 市職員の意識\n・職員の理解が足りない。\n・担当が変わると止まる。\nB. 連携\n・課どうしでつながってほしい。\n"


@pytest.fixture
def kashiwa(people: People) -> Scheme:
    return actions.adopt_kashiwa(by=SYSTEM)


def pasted(text: str, scheme: Scheme | None = None, **more: Any) -> dict[str, Any]:
    return {
        "pasted": text,
        "source": "session",
        "received_on": "2019-08-30",
        "scheme": scheme.pk if scheme else "",
        **more,
    }


def preview(browser: Client, city: Jurisdiction, sent: dict[str, Any]) -> Any:
    return browser.post(reverse("voices:paste", args=[city.slug]), sent)


def rows_of(shown: Any, **changes: Any) -> dict[str, Any]:
    """What the browser sends back from the preview page, as it was shown."""
    rows = shown.context["rows"]
    sent: dict[str, Any] = {
        "line-TOTAL_FORMS": len(rows.forms),
        "line-INITIAL_FORMS": len(rows.forms),
        "step": "commit",
        "once": str(uuid4()),
    }
    for number, form in enumerate(rows.forms):
        for name in ("keep", "text", "primary", "other"):
            sent[f"line-{number}-{name}"] = form[name].value() or ""
    return sent | changes


def letters() -> Counter[str]:
    return Counter(Coding.objects.filter(is_primary=True).values_list("code__code", flat=True))


def test_a_preview_stores_nothing(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    shown = preview(browse(people.sec), city, pasted(LIST, kashiwa))
    assert shown.status_code == 200
    assert Opinion.objects.count() == 0


@pytest.mark.shared
def test_the_table_of_kashiwa_as_it_stands_gives_its_29_opinions(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    text = seed(1)
    text = text[text.index("分類\t内容") :]
    browser = browse(people.sec)
    shown = preview(browser, city, pasted(text, kashiwa))
    sent = pasted(text, kashiwa) | rows_of(shown)
    assert preview(browser, city, sent).status_code == 302
    assert letters() == {"A": 5, "B": 3, "C": 7, "D": 4, "E": 2, "F": 3, "G": 3, "H": 2}
    odd = Opinion.objects.exclude(suspicious="").get()
    assert odd.suspicious in odd.raw_text


def test_what_was_read_is_taken_over_with_the_changes_of_the_preview(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    browser = browse(people.cen)
    sent = pasted(LIST, kashiwa)
    changes = {"line-1-keep": "", "line-2-text": "課どうしがつながること。"}
    preview(browser, city, sent | rows_of(preview(browser, city, sent), **changes))
    kept = Opinion.objects.order_by("serial").values_list("raw_text", "display_text", "state", "visibility")
    assert list(kept) == [
        ("・職員の理解が足りない。", "職員の理解が足りない。", State.CLASSIFIED, "parties"),
        ("・課どうしでつながってほしい。", "課どうしがつながること。", State.CLASSIFIED, "parties"),
    ]
    assert letters() == {"A": 1, "B": 1}


def test_the_raw_text_is_read_from_the_paste_and_never_from_a_row(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    browser = browse(people.sec)
    sent = pasted(LIST, kashiwa)
    extra = {"line-0-raw": "差し替え", "line-0-raw_text": "差し替え"}
    preview(browser, city, sent | rows_of(preview(browser, city, sent), **extra))
    assert not Opinion.objects.filter(raw_text="差し替え").exists()


def test_lines_without_a_code_get_a_suggestion_with_its_words(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    shown = preview(
        browse(people.sec), city, pasted("外部の評価を入れて成果を見てほしい。\nあああ。", kashiwa)
    )
    clear, unclear = shown.context["rows"].forms
    assert (clear.suggested.code, unclear.suggested) == ("D", None)
    assert "評価" in "".join(clear.suggested.words)
    assert "）：D" in shown.content.decode()


def test_what_was_typed_is_kept_when_a_row_is_wrong(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    browser = browse(people.sec)
    sent = pasted(LIST, kashiwa)
    changes = {"line-0-text": "書き直した文。", "line-1-text": ""}
    answer = preview(browser, city, sent | rows_of(preview(browser, city, sent), **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "書き直した文。" in page
    assert "文を入力するか" in page
    assert LIST.splitlines()[1] in page
    assert Opinion.objects.count() == 0


def test_going_back_keeps_the_pasted_text(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    answer = preview(browse(people.sec), city, pasted(LIST, kashiwa, step="back"))
    assert answer.status_code == 200
    assert "担当が変わると止まる。" in answer.content.decode()


def test_a_list_is_taken_over_once_however_often_it_is_sent(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    browser = browse(people.sec)
    sent = pasted(LIST, kashiwa)
    sent |= rows_of(preview(browser, city, sent))
    first: HttpResponse = preview(browser, city, sent)
    second: HttpResponse = preview(browser, city, sent)
    assert first["Location"] == second["Location"]
    assert Opinion.objects.count() == 3


def test_one_wrong_line_leaves_none(people: People) -> None:
    lines = [actions.Line("よい声です。"), actions.Line("")]
    day = make.opinion().received_on
    with pytest.raises(ValidationError):
        actions.record_all(lines, by=people.sec, received_on=day)
    assert not Opinion.objects.filter(raw_text="よい声です。").exists()


def test_rows_that_do_not_fit_the_paste_are_refused(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    browser = browse(people.sec)
    sent = pasted(LIST, kashiwa)
    shown = preview(browser, city, sent)
    sent = pasted(LIST + "・もう一つ。\n", kashiwa) | rows_of(shown)
    answer = preview(browser, city, sent)
    assert answer.status_code == 422
    assert Opinion.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("　\n \n", "声が見つかりません"),
        ("\n".join(f"・声{n}です。" for n in range(201)), "一度に200件まで"),
        ("あ" * 400_001, "400000"),
    ],
)
def test_a_paste_that_cannot_be_used_says_what_to_do(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme, text: str, says: str
) -> None:
    answer = preview(browse(people.sec), city, pasted(text, kashiwa))
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_list_of_a_session_gets_its_day_and_hangs_below_it(
    city: Jurisdiction, people: People, browse: Browse, kashiwa: Scheme
) -> None:
    session = make.gathering()
    browser = browse(people.sec)
    sent = pasted(LIST, kashiwa, gathering=session.pk, received_on="")
    preview(browser, city, sent | rows_of(preview(browser, city, sent)))
    assert set(Opinion.objects.values_list("gathering", "received_on")) == {(session.pk, session.held_on)}


def test_a_day_to_come_is_refused(city: Jurisdiction, people: People, browse: Browse) -> None:
    answer = preview(browse(people.sec), city, pasted(LIST, received_on="2999-01-01"))
    assert answer.status_code == 422
    assert "今日までの日" in answer.content.decode()


def test_a_group_that_is_not_registered_is_named(city: Jurisdiction, people: People, browse: Browse) -> None:
    answer = preview(browse(people.sec), city, pasted(LIST, group="どこにもない会"))
    assert answer.status_code == 422
    assert "どこにもない会" in answer.content.decode()
    assert "登録されていません" in answer.content.decode()


@pytest.mark.parametrize("name", ["lia", "dhead", "grep", "adm"])
def test_the_page_is_closed_to_others(city: Jurisdiction, people: People, browse: Browse, name: str) -> None:
    browser = browse(getattr(people, name))
    assert browser.get(reverse("voices:paste", args=[city.slug])).status_code == 403
    assert preview(browser, city, pasted(LIST)).status_code == 403
