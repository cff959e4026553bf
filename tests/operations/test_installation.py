"""From an empty installation to an administrator who can invite everybody else."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import make
from tomoni.accounts.models import User
from tomoni.core.jurisdictions import Jurisdiction, scope
from tomoni.core.outbox import Letter
from tomoni.directory.models import Actor, Role
from tomoni.directory.roles import RoleCode
from tomoni.voices.models import Scheme

pytestmark = pytest.mark.django_db


def test_a_wrong_code_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(CommandError, match="検査数字"):
        call_command("create_jurisdiction", "chigasaki", "茅ヶ崎市", "ちがさきし", "--code", "142076")
    assert not Jurisdiction.objects.exists()


@pytest.mark.parametrize("slug", ["static", "accounts", "ひらがな"])
def test_an_address_that_cannot_be_is_refused(slug: str) -> None:
    with pytest.raises(CommandError):
        call_command("create_jurisdiction", slug, "みなと市", "みなとし")


def test_a_reading_in_kanji_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("create_jurisdiction", "minato", "みなと市", "湊市")


def test_an_unknown_parent_is_refused() -> None:
    with pytest.raises(CommandError, match="kanagawa"):
        call_command("create_jurisdiction", "minato", "みなと市", "みなとし", "--parent", "kanagawa")


def test_a_city_stands_under_its_prefecture_with_section_and_shipped_classes() -> None:
    call_command(
        "create_jurisdiction", "kanagawa", "神奈川県", "かながわけん", "--code", "140007", "--prefecture"
    )
    call_command(
        "create_jurisdiction", "chigasaki", "茅ヶ崎市", "ちがさきし",
        "--code", "142077", "--parent", "kanagawa", "--section", "市民自治推進課",
    )  # fmt: skip
    city = Jurisdiction.objects.get(slug="chigasaki")
    assert city.parent is not None
    assert city.parent.name == "神奈川県"
    with scope(city):
        assert Actor.objects.get(is_section=True).name == "市民自治推進課"
        assert Scheme.objects.get().codes.count() == 8


def test_an_administrator_of_an_unknown_city_is_refused() -> None:
    with pytest.raises(CommandError, match="minato"):
        call_command("create_admin", "minato", "a@example.jp", "管理 者")


def test_the_link_lets_the_administrator_in_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_jurisdiction", "minato", "みなと市", "みなとし")
    call_command("create_admin", "minato", "Admin@example.jp", "管理 者")
    found = re.search(r"https?://[^/]+(/invitations/\S+)", capsys.readouterr().out)
    assert found
    assert Letter.objects.filter(to="admin@example.jp").count() == 1
    page = Client()
    assert page.get(found[1]).status_code == 200
    password = "a-long-pass-phrase-2026"
    answer = page.post(found[1], {"name": "管理 者", "password": password, "again": password})
    assert answer.status_code == 302
    with scope(Jurisdiction.objects.get()):
        assert Role.objects.get(person=User.objects.get(email="admin@example.jp")).code == RoleCode.ADM


def test_an_invitation_to_something_else_than_an_address_is_refused() -> None:
    make.jurisdiction("minato")
    with scope(Jurisdiction.objects.get()):
        make.department(is_section=True)
    with pytest.raises(CommandError):
        call_command("create_admin", "minato", "no address", "管理 者")
