"""Fills a page's form as a person in a hurry would: what is there stays, what is asked gets something plausible."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django.utils import timezone

Values = dict[str, list[str]]


@dataclass
class Form:
    action: str = ""
    values: Values = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    """What may be chosen, by name."""
    hidden: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.area = ""
        self.in_main = False

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        if tag == "main":
            self.in_main = True
        if tag == "form" and self.in_main and given.get("method", "").lower() == "post":
            self.form = Form(given.get("action", ""))
            self.forms.append(self.form)
        name = given.get("name", "")
        if self.form is None or (not name and tag != "option"):
            return
        if tag == "input":
            self._input(self.form, name, given)
        elif tag == "select":
            self.select = name
            self.form.choices.setdefault(name, [])
            self._want(self.form, name, given)
        elif tag == "option" and self.select:
            self._option(self.form, given)
        elif tag == "textarea":
            self.area = name
            self.form.values[name] = [""]
            self._want(self.form, name, given)

    def handle_startendtag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, pairs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""
        elif tag == "main":
            self.in_main = False

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area:
            self.form.values[self.area] = [self.form.values[self.area][0] + data]

    @staticmethod
    def _want(form: Form, name: str, given: dict[str, str]) -> None:
        if "required" in given:
            form.wanted.add(name)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        self._want(form, name, given)
        if kind in ("submit", "button", "image", "reset"):
            return
        if kind == "file":
            form.files.add(name)
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
            elif kind == "radio":
                form.wanted.add(name)
        else:
            if kind == "hidden":
                form.hidden.add(name)
            form.values[name] = [
                given.get("value") or (_plausible(kind, name, given) if kind != "hidden" else "")
            ]

    def _option(self, form: Form, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if value:
            form.choices[self.select].append(value)
        if "selected" in given:
            form.values[self.select] = [value]


def _plausible(kind: str, name: str, given: dict[str, str]) -> str:
    soon = timezone.localtime() + timedelta(days=30)
    known = {
        "email": "somebody@example.jp",
        "date": soon.date().isoformat(),
        "datetime-local": soon.strftime("%Y-%m-%dT10:00"),
        "time": "10:00",
        "number": given.get("min") or "1",
        "url": "https://example.jp/",
        "tel": "0120-000-000",
    }
    if kind in known:
        return known[kind]
    return "試験の文です。" if "required" in given else ""


def forms_of(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return [_completed(form) for form in reader.forms]


def _completed(form: Form) -> Form:
    for name in form.wanted:
        chosen = [one for one in form.values.get(name, []) if one]
        if not chosen and form.choices.get(name):
            form.values[name] = [form.choices[name][0]]
        elif not chosen and name not in form.files and name not in form.choices:
            form.values[name] = ["試験の文です。"]
    return form


def form_for(html: str, path: str) -> Form | None:
    """The form of the page that is sent to this address."""
    found = forms_of(html)
    same = [form for form in found if form.action.split("?")[0] in ("", path)]
    return same[0] if same else None
