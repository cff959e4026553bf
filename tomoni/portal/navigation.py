"""The row of pages under the header: what is public for everybody, and what one's roles open."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tomoni.core.jurisdictions import Jurisdiction
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Standing, standing_of


class Item(NamedTuple):
    label: str
    url: str
    current: bool
    number: int


def public() -> list[tuple[str, str]]:
    return [
        (_("ホーム"), "portal:home"),
        (_("協働の種"), "seeds:board"),
        (_("できることメニュー"), "seeds:menu"),
        (_("集まり"), "gatherings:gatherings"),
        (_("声と答え"), "voices:voices"),
        (_("文書の案と意見募集"), "drafting:drafts"),
        (_("アンケート"), "surveys:surveys"),
        (_("協働の記録"), "projects:collaborations"),
        (_("通信"), "publishing:publications"),
        (_("団体と課"), "directory:actors"),
    ]


def own(standing: Standing) -> list[tuple[str, str]]:
    """What comes with a role, in the order of use."""
    pages = [(_("わたしの仕事"), "portal:work")]
    if standing.is_section or standing.is_centre:
        pages += [(_("相談の机"), "desk:board"), (_("マッチング"), "matching:matches")]
    elif standing.is_staff:
        pages += [(_("照会"), "desk:referrals"), (_("マッチング"), "matching:matches")]
    elif standing.has(RoleCode.GREP, RoleCode.GRP, RoleCode.BODY):
        pages += [(_("わたしたちの相談"), "desk:consultations"), (_("マッチング"), "matching:matches")]
    if standing.is_staff or standing.is_centre:
        pages.append((_("声の整理"), "voices:opinions"))
    if standing.is_section or standing.is_centre:
        pages.append((_("発行"), "publishing:desk"))
        pages.append((_("ヒアリング"), "surveys:hearings"))
    if standing.is_section:
        pages.append((_("文書の取り込み"), "intake:intakes"))
    if standing.has(RoleCode.MEM, RoleCode.CHAIR):
        pages.append((_("会議体"), "gatherings:councils"))
    if standing.is_staff:
        pages.append((_("引き継ぎ"), "directory:handover"))
    if standing.has(RoleCode.SEC, RoleCode.SECH, RoleCode.ADM):
        pages.append((_("人と役割"), "directory:people"))
    return pages


def page_context(request: HttpRequest) -> dict[str, Any]:
    """`navigation` is for everybody, `own_navigation` for the signed-in person."""
    here: Jurisdiction | None = getattr(request, "jurisdiction", None)
    if here is None or not hasattr(request, "user"):
        return {"navigation": [], "own_navigation": []}
    standing = standing_of(request.user)

    def items(pages: list[tuple[str, str]]) -> list[Item]:
        found = []
        for label, name in pages:
            url = reverse(name, kwargs={"city": here.slug})
            current = request.path == url or (name != "portal:home" and request.path.startswith(url))
            found.append(Item(label, url, current, 0))
        return found

    return {
        "navigation": items(public()),
        "own_navigation": items(own(standing)) if standing.is_known else [],
    }
