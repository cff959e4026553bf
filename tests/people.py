"""Named persons, one per role code; every test that asks "who may?" uses these."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from tests import make
from tomoni.accounts.models import User
from tomoni.directory.models import Actor
from tomoni.directory.roles import RoleCode


@dataclass
class People:
    """Everyone of one city. The department people (lia, dept, dhead) stand on `parks`, the group people on `gardeners`."""

    section: Actor
    centre: Actor
    parks: Actor
    gardeners: Actor
    council: Actor
    sec: User
    sech: User
    lia: User
    dept: User
    dhead: User
    cen: User
    grep: User
    mem: User
    adm: User
    other_lia: User
    other_grep: User
    nobody: AnonymousUser


def everyone() -> People:
    """People of the city in scope."""
    section = make.department("協働推進課", is_section=True)
    centre = make.actor(Actor.Kind.CENTRE, name="市民活動サポートセンター")
    parks = make.department(
        "公園緑地課", duties="公園、緑地、街路樹、花壇の管理に関すること。", citizens_words="花壇、草むしり"
    )
    gardeners = make.actor(name="花と緑の会", reading="ハナトミドリノカイ")
    council = make.actor(Actor.Kind.COUNCIL, name="協働推進会議")
    return People(
        section=section,
        centre=centre,
        parks=parks,
        gardeners=gardeners,
        council=council,
        sec=make.person(RoleCode.SEC, section, "協働 担当"),
        sech=make.person(RoleCode.SECH, section, "協働 課長"),
        lia=make.person(RoleCode.LIA, parks, "公園 推進員"),
        dept=make.person(RoleCode.DEPT, parks, "公園 職員"),
        dhead=make.person(RoleCode.DHEAD, parks, "公園 課長"),
        cen=make.person(RoleCode.CEN, centre, "センター 職員"),
        grep=make.person(RoleCode.GREP, gardeners, "花田 代表"),
        mem=make.person(RoleCode.MEM, council, "委員 一"),
        adm=make.person(RoleCode.ADM, section, "管理 者"),
        other_lia=make.person(RoleCode.LIA, make.department("道路管理課"), "道路 推進員"),
        other_grep=make.person(RoleCode.GREP, make.actor(name="山歩きの会"), "山川 代表"),
        nobody=AnonymousUser(),
    )
