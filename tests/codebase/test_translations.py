"""Everything a person reads is there in English too."""

import re
from pathlib import Path

import django
from babel.messages.pofile import read_po
from django.conf import settings

from tomoni.operations import catalogues


def test_every_msgid_has_an_english_translation() -> None:
    assert catalogues.untranslated("en") == []


def test_every_message_is_called_by_a_name_the_catalogue_knows() -> None:
    """An alias the collector does not know would leave its messages without a translation, and nobody would see it."""
    aliases = {
        alias
        for path in Path(settings.BASE_DIR, "tomoni").rglob("*.py")
        for alias in re.findall(r"import \w*gettext\w* as (\w+)$", path.read_text(), re.MULTILINE)
    }
    assert aliases == {"_", "_text"}


def test_translations_keep_the_placeholders() -> None:
    with Path(settings.BASE_DIR, "locale/en/LC_MESSAGES/django.po").open("rb") as handle:
        catalogue = read_po(handle, locale="en")
    faults = [str(error) for message, errors in catalogue.check() for error in errors]
    assert faults == []


def test_what_is_said_better_than_by_the_framework_is_still_said_by_it() -> None:
    with Path(settings.BASE_DIR, "locale/ja/LC_MESSAGES/django.po").open("rb") as handle:
        ours = read_po(handle, locale="ja")
    with (
        Path(django.__file__)
        .with_name("conf")
        .joinpath("locale/ja/LC_MESSAGES/django.po")
        .open("rb") as handle
    ):
        theirs = read_po(handle, locale="ja")
    assert [error for _message, errors in ours.check() for error in errors] == []
    assert [message.id for message in ours if message.id and theirs.get(message.id) is None] == []
