from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.secrets import EncryptedTextField
from tomoni.core.workflow import Words
from tomoni.directory.models.actor import Actor
from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, standing_of
from tomoni.directory.states import IN_FORCE, REGISTRATION, RegistrationState

PERSONAL = (
    "postal_code", "address", "building", "representative_name", "representative_reading", "contact_name",
    "contact_reading", "phone", "mobile", "fax", "mail",
)  # fmt: skip
"""Encrypted, and closed unless the group opens the field."""

OF_ACTOR = ("name", "reading", "summary", "fields", "areas")


def nothing_published() -> list[str]:
    return []


class GroupRegistrationQuerySet(models.QuerySet["GroupRegistration"]):
    def visible_to(self, user: Reader) -> Self:
        """The group itself, the section and the centre. Others see published fields on the actor's page."""
        standing = standing_of(user)
        if standing.has(RoleCode.SEC, RoleCode.SECH, RoleCode.CEN):
            return self
        return self.filter(actor_id__in=standing.actor_ids)

    def open(self) -> Self:
        return self.filter(state__in=REGISTRATION.open_states)


GroupRegistrationManager = ScopedManager.from_queryset(GroupRegistrationQuerySet)


class GroupRegistration(Record):
    """団体登録: the profile of a group (domain brief §4.5). Personal contact data lie encrypted and are shown field by field."""

    class LegalForm(models.TextChoices):
        UNINCORPORATED = "unincorporated", _("任意団体")
        NPO = "npo", _("NPO法人")
        CERTIFIED_NPO = "certified_npo", _("認定NPO法人")
        GENERAL_ASSOCIATION = "general", _("一般社団・財団法人")
        PUBLIC_ASSOCIATION = "public", _("公益社団・財団法人")
        WELFARE = "welfare", _("社会福祉法人")
        SCHOOL = "school", _("学校法人")
        NEIGHBOURHOOD = "neighbourhood", _("地縁団体")
        COMPANY = "company", _("企業")
        COMMITTEE = "committee", _("実行委員会")
        OTHER = "other", _("その他")

    workflow = REGISTRATION
    verbs: ClassVar[dict[str, Words]] = {"apply": _("申請した")}

    actor = models.OneToOneField(
        Actor, on_delete=models.CASCADE, related_name="registration", verbose_name=_("団体")
    )
    state = models.CharField(
        _("状態"), max_length=20, choices=RegistrationState, default=RegistrationState.APPLIED, editable=False
    )
    abbreviation = models.CharField(_("略称"), max_length=60, blank=True)
    legal_form = models.CharField(
        _("団体の種別"), max_length=20, choices=LegalForm, default=LegalForm.UNINCORPORATED
    )
    competent_authority = models.CharField(_("所轄庁"), max_length=60, blank=True)
    certified_on = models.DateField(_("認証の日"), null=True, blank=True)
    approved_on = models.DateField(_("認定の日"), null=True, blank=True)

    postal_code = EncryptedTextField(_("郵便番号"), blank=True)
    address = EncryptedTextField(_("所在地"), blank=True)
    building = EncryptedTextField(_("方書・建物名"), blank=True)
    representative_name = EncryptedTextField(_("代表者の氏名"), blank=True)
    representative_reading = EncryptedTextField(_("代表者のフリガナ"), blank=True)
    contact_name = EncryptedTextField(_("連絡責任者の氏名"), blank=True)
    contact_reading = EncryptedTextField(_("連絡責任者のフリガナ"), blank=True)
    phone = EncryptedTextField(_("電話"), blank=True)
    mobile = EncryptedTextField(_("携帯電話"), blank=True)
    fax = EncryptedTextField(_("ファクス"), blank=True)
    mail = EncryptedTextField(_("メールアドレス"), blank=True)

    public_contact = models.CharField(_("公開用の連絡先"), max_length=200, blank=True)
    established_year = models.PositiveSmallIntegerField(
        _("活動をはじめた年（西暦）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2200)],
    )
    purpose = models.TextField(_("設立の目的"), blank=True)
    members = models.PositiveIntegerField(_("構成員の数"), null=True, blank=True)
    resident_members = models.PositiveIntegerField(_("うち市内の人"), null=True, blank=True)
    age_band = models.CharField(_("おもな年齢層"), max_length=60, blank=True)
    recruiting = models.BooleanField(_("会員を募集している"), default=False)
    fee = models.CharField(_("会費"), max_length=100, blank=True)
    meeting = models.CharField(_("活動日・場所"), max_length=200, blank=True)
    can_offer = models.TextField(_("提供できること"), blank=True)
    wants = models.TextField(_("求めること"), blank=True)
    website = models.URLField(_("ウェブサイト"), max_length=300, blank=True)
    social = models.URLField(_("SNS"), max_length=300, blank=True)
    sdgs = models.CharField(
        _("SDGs目標"),
        max_length=60,
        blank=True,
        help_text=_("番号を読点で区切ってください。例：3、11"),
        validators=[RegexValidator(r"^[0-9、,\s]*$", _("1から17の番号を読点で区切って入力してください。"))],
    )
    insurance = models.CharField(_("活動保険"), max_length=100, blank=True)
    disclosure_consent = models.BooleanField(_("登録の内容を公開することに同意する"), default=False)

    published_fields = models.JSONField(_("公開する項目"), default=nothing_published, blank=True)
    applied_on = models.DateField(_("申請の日"), null=True, blank=True)
    valid_until = models.DateField(_("登録の期限"), null=True, blank=True)

    objects = GroupRegistrationManager()

    class Meta:
        verbose_name = _("団体登録")
        ordering: ClassVar[list[str]] = ["actor__reading", "id"]

    def __str__(self) -> str:
        return self.actor.name

    def get_absolute_url(self) -> str:
        return reverse("directory:registration", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def is_over(self) -> bool:
        return self.state == RegistrationState.DEREGISTERED

    @property
    def number(self) -> str:
        """What an applicant is told and may quote."""
        return f"R-{self.pk}"

    def value_of(self, name: str) -> Any:
        """A profile field in words."""
        shown = getattr(self, f"get_{name}_display", None)
        return shown() if shown else getattr(self, name)

    def profile_values(self) -> dict[str, Any]:
        """The whole profile by field name, with what stands on the actor."""
        actor = self.actor
        own = {
            field.name: getattr(self, field.name)
            for field in self._meta.concrete_fields
            if not field.is_relation
        }
        lists = {"fields": list(actor.fields.all()), "areas": list(actor.areas.all())}
        return {**own, **{name: getattr(actor, name) for name in OF_ACTOR if name not in lists}, **lists}


def label_of(name: str) -> str:
    """A profile field's name in words."""
    model = Actor if name in OF_ACTOR else GroupRegistration
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def contacts_of(actor: Actor) -> list[tuple[str, str]]:
    """Labels and values of an actor's contact data. Shown only where a rule opens them, with the reading logged
    (`actions.registration.read_contacts`)."""
    registration = GroupRegistration.objects.filter(actor=actor).first()
    if registration is not None:
        named = [(label_of(name), str(getattr(registration, name))) for name in PERSONAL]
        return [(label, value) for label, value in named if value]
    department = getattr(actor, "department", None)
    return [(label_of("phone"), department.phone)] if department is not None and department.phone else []
