"""Role codes of the field (domain brief §2). States tables name them; standing is asked for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleCode(models.TextChoices):
    SEC = "SEC", _("協働の担当課")
    SECH = "SECH", _("協働の担当課長")
    LIA = "LIA", _("協働推進員")
    DEPT = "DEPT", _("担当課の職員")
    DHEAD = "DHEAD", _("担当課長")
    LIAS = "LIAS", _("協働調整員")
    CEN = "CEN", _("サポートセンター")
    GRP = "GRP", _("団体のメンバー")
    GREP = "GREP", _("団体の代表・連絡責任者")
    BODY = "BODY", _("地縁団体・企業・学校")
    MEM = "MEM", _("委員")
    CHAIR = "CHAIR", _("委員長・座長")
    REV = "REV", _("審査委員")
    EVA = "EVA", _("外部評価者")
    FIN = "FIN", _("財政課")
    ADM = "ADM", _("システム管理者")


SECTION = (RoleCode.SEC, RoleCode.SECH)
DEPARTMENT = (RoleCode.LIA, RoleCode.DEPT, RoleCode.DHEAD)
STAFF = (*SECTION, *DEPARTMENT, RoleCode.LIAS, RoleCode.FIN)
"""Staff of the city. The support centre and the administrator are not: they see what their work needs."""
GROUP = (RoleCode.GRP, RoleCode.GREP, RoleCode.BODY)
NEEDS_SECOND_FACTOR = (*STAFF, RoleCode.CEN, RoleCode.ADM)
