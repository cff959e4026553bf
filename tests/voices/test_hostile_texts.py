"""Quality S6: texts that have broken other software stand as texts on every page of themes, lessons, likeness and outcome."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from tests import corpus, make
from tests.browser import text_of
from tests.conftest import Browse
from tests.people import People
from tomoni.core import jobs
from tomoni.core.jurisdictions import Jurisdiction
from tomoni.voices import actions
from tomoni.voices.models import Alike, Opinion, Scheme, Theme
from tomoni.voices.states import State

TEXTS = [
    text
    for text in corpus.TEXTS
    if text.strip() and not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)
]
"""Those that a database takes at all."""


class Tags(HTMLParser):
    """What a browser would act upon."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "math", "base", "style", "video", "svg"):
            self.found.append(tag)
        if tag == "script" and "nonce" not in given and given.get("type") != "application/json":
            self.found.append("script")
        self.found += [name for name in given if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "formaction"):
            if (given.get(name) or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{name}={given[name]}")


def acted_upon(page: str) -> list[str]:
    tags = Tags()
    tags.feed(page)
    return tags.found


@pytest.fixture
def scheme(people: People) -> Scheme:
    return make.scheme("AB", is_default=True)


@pytest.fixture
def opinions(people: People, scheme: Scheme) -> list[Opinion]:
    """Every hostile text as a published, answered voice with a code, in a theme named after it."""
    made = []
    for text in TEXTS:
        opinion = make.opinion(
            text,
            scheme.codes.get(code="A"),
            visibility="public",
            state=State.DONE,
            department=people.parks,
            follow_up_note=text,
        )
        make.published(opinion, text=text)
        made.append(opinion)
    make.theme_set(opinions=made)
    Theme.objects.update(label=TEXTS[0][:80], terms=list(TEXTS[:5]))
    return made


def test_pages_carry_them_as_texts(
    city: Jurisdiction, people: People, scheme: Scheme, opinions: list[Opinion], browse: Browse
) -> None:
    theme = Theme.objects.get()
    Alike.objects.create(
        jurisdiction=city,
        first=opinions[0],
        second=make.opinion(TEXTS[1], state=State.CLASSIFIED),
        likeness=0.9,
    )
    here = [city.slug]
    addresses = [
        theme.layer.theme_set.get_absolute_url() + "?reach=public",
        *(theme.get_absolute_url() + f"?page={page}" for page in range(1, -(-len(opinions) // 20) + 1)),
        reverse("voices:themes", args=here),
        reverse("voices:outcome", args=[*here, 2026]),
        reverse("voices:alike", args=here),
        reverse("voices:scheme_learned", args=[*here, scheme.pk]),
        reverse("voices:late", args=here),
        make.opinion(TEXTS[2], visibility="public").get_absolute_url(),
    ]
    for address in addresses:
        answer = browse(people.sec).get(address)
        assert answer.status_code == 200, address
        assert acted_upon(answer.content.decode()) == [], address


def test_the_map_is_data_and_never_markup(
    city: Jurisdiction, people: People, opinions: list[Opinion], browse: Browse
) -> None:
    theme_set = Theme.objects.get().layer.theme_set
    answer = browse(people.nobody).get(reverse("voices:theme_map", args=[city.slug, theme_set.pk]))
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    values = json.loads(answer.content)["data"]["values"]
    assert len(values) == len(opinions)
    assert all(one["url"].startswith(f"/{city.slug}/opinions/") for one in values)


def test_a_table_of_them_is_shown_as_texts_and_kept_as_it_was(
    city: Jurisdiction, people: People, scheme: Scheme, browse: Browse, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    lines = [text.replace('"', '""') for text in TEXTS]
    rows = "".join(f'2026-06-26,"{text}"\n' for text in lines)
    file = SimpleUploadedFile("声.csv", ("開催日,意見（原文）\n" + rows).encode("utf-8", "replace"))
    made = actions.start_import(file, by=people.sec)
    while jobs.work_once("test"):
        pass
    page = browse(people.sec).get(reverse("voices:import", args=[city.slug, made.pk]))
    assert page.status_code == 200
    assert acted_upon(text_of(page)) == []
