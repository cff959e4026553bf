"""The words and parts of the templates."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html
from django_cotton import render_component
from hypothesis import given
from hypothesis import strategies as st

from tomoni.core.templatetags import ui

ROOT = Path(__file__).parents[2]
PARTS = sorted((ROOT / "templates" / "ui").glob("*.html"))
ALL_TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def render(part: str, **context: Any) -> str:
    """One part, filled by attributes of the same names."""
    request = RequestFactory().get("/list/", {"q": "水"})
    return str(render_component(request, part, {"request": request, **context}))


class Seed(forms.Form):
    title = forms.CharField(label="題名", help_text="短く")
    kind = forms.ChoiceField(
        label="種類", choices=[("need", "必要"), ("offer", "提供")], widget=forms.RadioSelect
    )
    until = forms.DateField(label="いつまで", required=False)
    agreed = forms.BooleanField(label="同意します")
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def test_a_heading_may_break_between_phrases_only() -> None:
    assert ui.heading("見守り訪問をいっしょに設計したい").count("<wbr>") >= 2


@given(st.text())
def test_a_heading_keeps_every_character_and_lets_no_tag_through(text: str) -> None:
    made = ui.heading(text)
    inner = made.removeprefix('<span class="kept">').removesuffix("</span>").replace("<wbr>", "")
    assert "<" not in inner
    assert inner == format_html("{}", text)


def test_a_heading_of_a_value_already_escaped_is_not_escaped_twice() -> None:
    assert "&amp;amp;" not in ui.heading(format_html("{}", "子ども&居場所"))


def test_a_heading_of_markup_made_by_us_is_left_alone() -> None:
    made = format_html("<b>{}</b>", "種")
    assert ui.heading(made) == made


def test_a_moment_is_shown_in_japanese_time() -> None:
    moment = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
    assert ui.jdatetime(moment) == "12月4日（金）0:00"
    assert ui.jdate(moment, "year") == "2026年12月4日（金）"


def test_a_day_is_shown_in_its_era() -> None:
    assert ui.jdate(date(2019, 5, 1), "era") == "令和元年5月1日（水）"


def test_nothing_stays_nothing() -> None:
    assert [
        ui.jdate(None),
        ui.jtime(None),
        ui.jdatetime(None),
        ui.fiscal_label(None),
        ui.yen(None),
        ui.size(None),
    ] == [""] * 6


def test_dates_follow_the_language() -> None:
    with translation.override("en"):
        assert ui.jdate(date(2026, 12, 4)) == "Fri 4 Dec"


def test_midnight_is_a_time() -> None:
    assert ui.jtime(time(0, 0)) == "0:00"


def test_march_belongs_to_the_year_before() -> None:
    assert ui.fiscal_label(date(2027, 3, 31)) == "令和8年度"
    assert ui.fiscal_label(2026) == "令和8年度"


def test_yen_are_grouped_in_thousands() -> None:
    assert ui.yen(1200000) == "1,200,000円"
    assert ui.yen(0) == "0円"


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.stem)
def test_every_part_says_its_attributes_and_stands_in_the_list(part: Path) -> None:
    first = part.read_text().splitlines()[0]
    found = re.fullmatch(rf"{{# {part.stem}: (.+) #}}", first)
    assert found
    assert f"| {found[1]} |" in (ROOT / "docs" / "parts.md").read_text()


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.stem)
def test_no_part_prints_attributes_it_does_not_know(part: Path) -> None:
    assert "{{ attrs" not in part.read_text()


@pytest.mark.parametrize("page", ALL_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_carries_inline_style_or_script(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:|\|safe\b|autoescape off", text)
    assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_a_button_that_cannot_be_pressed_says_why_and_who_can() -> None:
    made = render("button", label="公開する", why="先に答えを書いてください", who="課長", href="/x")
    assert "disabled" in made
    assert "先に答えを書いてください" in made
    assert "課長" in made
    assert "href" not in made


def test_an_attribute_cannot_break_out_of_a_part() -> None:
    made = render("button", label='"><script>alert(1)</script>', href='/x"onclick="y')
    assert "<script>" not in made
    assert 'onclick="y' not in made


def test_a_wrong_field_is_tied_to_its_words_and_its_help() -> None:
    made = render("field", field=Seed({})["title"])
    assert 'aria-describedby="id_title_helptext id_title_error"' in made
    assert 'id="id_title_helptext"' in made
    assert 'id="id_title_error"' in made
    assert 'for="id_title"' in made
    assert "必須" in made


def test_a_choice_is_a_fieldset_with_a_legend() -> None:
    made = render("field", field=Seed({})["kind"])
    assert '<fieldset class="field wrong" aria-describedby="id_kind_error">' in made
    assert "<legend>種類" in made


def test_the_label_of_a_tick_box_stands_after_it() -> None:
    made = render("field", field=Seed()["agreed"])
    assert made.index("<input") < made.index("<label")


def test_a_hidden_field_has_no_label() -> None:
    assert "<label" not in render("field", field=Seed()["token"])


def test_the_summary_of_errors_links_to_each_wrong_field() -> None:
    made = render("errors", form=Seed({}))
    assert 'href="#id_title"' in made
    assert 'href="#id_kind_0"' in made
    assert 'href="#id_agreed"' in made


def test_a_form_posts_with_its_token_and_version_and_keeps_what_was_typed() -> None:
    made = render("form", form=Seed({"title": "花壇の手入れ"}), version=7, submit="送る")
    assert "csrfmiddlewaretoken" in made
    assert '<input type="hidden" name="version" value="7">' in made
    assert 'value="花壇の手入れ"' in made
    assert "送る" in made


def test_a_pager_keeps_the_query_string() -> None:
    made = render("pager", page=Paginator(range(500), 10).page(7))
    assert 'href="?q=%E6%B0%B4&amp;page=8"' in made
    assert 'aria-current="page">7' in made


def test_a_list_of_one_page_has_no_pager() -> None:
    assert "<nav" not in render("pager", page=Paginator(range(5), 10).page(1))


def test_sorting_turns_round_at_the_second_press() -> None:
    assert "sort=due" in render("sort", label="期限", key="due", now="title")
    again = render("sort", label="期限", key="due", now="due")
    assert "sort=-due" in again
    assert 'aria-sort="ascending"' in again


def test_an_internal_note_says_that_the_asker_does_not_see_it() -> None:
    assert "見えません" in render("message", who="協働推進課", kind="note", text="確かめる")
    assert "見えません" not in render("message", who="協働推進課", kind="staff", text="返事")


def test_a_lost_update_shows_both_texts() -> None:
    made = render("conflict", label="説明", mine="月2回", theirs="週1回", who="公園緑地課", when="11月20日")
    assert "月2回" in made
    assert "週1回" in made


def test_sizes_are_short() -> None:
    assert ui.size(int(timedelta(hours=1).total_seconds()) * 1024) == "3.5\xa0MB"


class Uncommon(forms.Form):
    when = forms.SplitDateTimeField(label="日時", widget=forms.SplitDateTimeWidget)
    born = forms.DateField(label="生まれた日", widget=forms.SelectDateWidget(years=[1970]))
    partner = forms.ChoiceField(
        label="相手",
        choices=[("団体", [("1", "渚の会")]), ("課", [("2", "公園緑地課")])],
        widget=forms.RadioSelect,
    )
    paper = forms.FileField(label="ちらし", required=False)


@pytest.mark.parametrize("name", ["when", "born"])
def test_each_control_of_a_field_of_several_has_its_own_label(name: str) -> None:
    made = render("field", field=Uncommon()[name])
    assert "<fieldset" in made
    assert len(re.findall(r"<label>", made)) == len(re.findall(r"<(?:input|select)", made))


def test_grouped_choices_show_the_name_of_the_group_without_a_label_of_nothing() -> None:
    made = render("field", field=Uncommon()["partner"])
    assert '<p class="choices-group">団体</p>' in made
    assert all("for=" in label for label in re.findall(r"<label[^>]*>", made))


def test_a_file_already_there_is_named_and_can_be_taken_away() -> None:
    class Kept:
        url = "/files/1/"

        def __str__(self) -> str:
            return "ちらし.pdf"

    made = render("field", field=Uncommon(initial={"paper": Kept()})["paper"])
    assert '<a href="/files/1/">ちらし.pdf</a>' in made
    assert 'name="paper-clear"' in made
