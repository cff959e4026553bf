"""S6: whatever is written in a report, a comment or an answer stays a text, on every page and in every file."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests import corpus, make
from tests.conftest import Browse
from tests.people import People
from tomoni.core.documents import blocks
from tomoni.core.visitors import hash_of
from tomoni.drafting.models import Comment, CommentLink, Draft, Round
from tomoni.drafting.states import CommentState, DraftState, RoundState

Shape = tuple[str, frozenset[str]]
LENGTH = 20
"""Texts on one report; as many reports as it takes."""


class _Tags(HTMLParser):
    """Which elements with which attributes stand on a page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: set[Shape] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shapes.add((tag, frozenset(name for name, _value in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def _tags(page: str) -> _Tags:
    reader = _Tags()
    reader.feed(page)
    return reader


def _storable(text: str) -> str:
    """What a form lets through."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _made(people: People, texts: list[str]) -> tuple[Draft, Round, str]:
    """A published round on a report made of these texts, its editions and comments."""
    kept = [_storable(one) for one in texts]
    draft = make.draft(
        kept[0][:120], kept[0], state=DraftState.REVISED, summary=kept[0], is_public=True, unit=people.parks
    )
    first = make.edition(draft, note=kept[0])
    sections = [make.section(draft, one[:120] or "題", one) for one in kept]
    second = make.edition(draft, note=kept[-1])
    round_ = make.comment_round(
        second,
        kind=Round.Kind.PUBLIC,
        state=RoundState.PUBLISHED,
        short_reason=kept[0][:300],
        change_notice=kept[-1][:300],
    )
    for text, section in zip(kept, sections, strict=True):
        bare = section.body.strip()
        starts = section.body.index(bare)
        quote = {"starts": starts, "ends": starts + len(bare), "quote": bare} if bare else {}
        make.comment(
            round_, text, state=CommentState.ACCEPTED, section=section, summary="", name=text[:120], **quote
        )
    Comment.objects.update(reply=kept[0] or "理由")
    token = f"token-{round_.pk}"
    last = Comment.objects.filter(round=round_).latest("serial")
    CommentLink.objects.create(jurisdiction=draft.jurisdiction, comment=last, token_hash=hash_of(token))
    assert first.number == 1
    return draft, round_, token


def _addresses(draft: Draft, round_: Round, token: str) -> Iterator[str]:
    home = draft.get_absolute_url()
    yield from (home, f"{home}text/", f"{home}edit/", f"{home}editions/1/", f"{home}editions/2/")
    yield from (f"{home}difference/?all=1", f"{home}difference/?as=table&all=1", round_.get_absolute_url())
    yield from (f"{home}sections/{section.pk}/" for section in draft.sections.all()[:2])
    yield from (one.get_absolute_url() for one in Comment.objects.filter(round=round_)[:3])
    private = f"/{draft.jurisdiction.slug}/d/{token}/"
    yield from (private, f"{private}receipt/", f"/{draft.jurisdiction.slug}/drafts/")


def _groups() -> list[list[str]]:
    texts = list(corpus.TEXTS)
    return [texts[start : start + LENGTH] for start in range(0, len(texts), LENGTH)]


@pytest.mark.parametrize("texts", _groups(), ids=lambda texts: str(len(texts)))
def test_no_text_becomes_an_element_of_a_page(people: People, browse: Browse, texts: list[str]) -> None:
    """A page of hostile texts has the elements and attributes of a page of harmless ones, and leads nowhere else."""
    browser = browse(people.sec)
    plain = _made(people, ["花壇の当番を決める。"] * len(texts))
    usual = [_tags(browser.get(address).text) for address in _addresses(*plain)]
    wrong = []
    hostile = _made(people, texts)
    for address, known in zip(_addresses(*hostile), usual, strict=True):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        found = _tags(answer.text)
        wrong += [f"{address}: {shape}" for shape in found.shapes - known.shapes - OPTIONAL]
        wrong += [
            f"{address}: {one}"
            for one in found.addresses
            if not re.match(r"(/(?!/)|#|\?|https?://localhost|$)", one)
        ]
    assert wrong == []


OPTIONAL: set[Shape] = {(tag, frozenset()) for tag in ("br", "p", "wbr", "ins", "del")} | {
    ("span", frozenset({"class"}))
}
"""What line breaks, headings and differences make of a text."""


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx", "txt"])
def test_every_text_stands_whole_in_the_files(people: People, browse: Browse, form: str) -> None:
    texts = [_storable(one) for one in corpus.TEXTS]
    _draft, round_, _token = _made(people, texts)
    answer = browse(people.sec).get(f"{round_.get_absolute_url()}?format={form}")
    assert answer.status_code == 200
    body = b"".join(answer) if answer.streaming else answer.content
    if form in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist() if name.endswith(".xml")}
        assert not any(b"<f>" in part or b"<w:fldSimple" in part for part in parts.values())
        assert not any(b"TargetMode" in part and b"javascript" in part for part in parts.values())
        return
    held = _squeezed(body.decode())
    missing = [one for one in texts if _squeezed(blocks.clean(one)) not in held]
    assert missing == ([] if form == "txt" else [one for one in missing if '"' in one])


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", blocks.clean(text))


def test_a_report_of_hostile_texts_is_still_a_pdf(people: People, browse: Browse) -> None:
    draft, round_, _token = _made(people, [_storable(one) for one in corpus.TEXTS])
    browser = browse(people.sec)
    for address in (f"{draft.get_absolute_url()}editions/2/", round_.get_absolute_url()):
        answer = browser.get(f"{address}?format=pdf")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
