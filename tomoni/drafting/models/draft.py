"""The report: its working text in sections, and the editions that were cut from it."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, standing_of
from tomoni.drafting.differences import Part, places
from tomoni.drafting.models.people import written_by
from tomoni.drafting.states import DRAFT, DraftState

LONGEST = 100_000
"""Characters of one section."""


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: Reader) -> Self:
        """Its writers always; whoever sits on its council and the staff once it left the outline; everybody what was opened to all."""
        standing = standing_of(user)
        seen = written_by(user) | models.Q(is_public=True)
        council = standing.actor_ids
        inside = models.Q(council_id__in=council)
        if standing.is_staff:
            inside = models.Q()
        if standing.is_staff or council:
            seen |= inside & ~models.Q(state__in=[DraftState.OUTLINE, DraftState.WITHDRAWN])
        return self.filter(seen)

    def withdrawn(self) -> Self:
        """Once public, no longer: their address says so without the content."""
        return self.exclude(withdrawn_at=None).filter(state=DraftState.WITHDRAWN)

    def newest(self) -> Self:
        return self.order_by("-changed_at", "-id")


DraftManager = ScopedManager.from_queryset(DraftQuerySet)


class Draft(Record):
    """報告書・計画の案: from outline to published, in chapters."""

    workflow = DRAFT

    title = models.CharField(_("名称"), max_length=120)
    summary = models.TextField(
        _("どんな文書か"),
        blank=True,
        validators=[MaxLengthValidator(2000)],
        help_text=_("意見を聞くときのページにも出ます。"),
    )
    unit = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("とりまとめる課")
    )
    council = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts_of_council",
        verbose_name=_("検討する会議体"),
        help_text=_("委員が章ごとに意見を出せるようになります。"),
    )
    state = models.CharField(
        _("状態"), max_length=20, choices=DraftState, default=DraftState.OUTLINE, editable=False
    )
    is_public = models.BooleanField(_("市民に公開"), default=False, editable=False)
    """An edition of it is open to everybody."""
    published_at = models.DateTimeField(_("公表した日時"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("公開をやめた日時"), null=True, blank=True, editable=False)

    objects = DraftManager()

    class Meta:
        verbose_name = _("報告書・計画の案")
        ordering: ClassVar[list[str]] = ["-changed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="draft_published_has_date",
                condition=~models.Q(state=DraftState.PUBLISHED) | models.Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_withdrawn_is_not_public",
                condition=~models.Q(state=DraftState.WITHDRAWN) | models.Q(is_public=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "-changed_at", "-id"], name="draft_newest")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("drafting:draft", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    def card(self) -> Card:
        reach: str = Visibility.PUBLIC if self.is_public else Visibility.CITY
        parties: tuple[int | None, ...] = (self.unit_id, self.council_id)
        if self.state in (DraftState.OUTLINE, DraftState.WITHDRAWN):
            # Not everybody who stands on the unit writes (its finance officer, say): they find it in their list.
            reach, parties = Visibility.SECTION, ()
        tokens = visibility.audience(reach, self.jurisdiction_id, parties)
        return Card(
            _text("文書の案"),
            self.title,
            self.get_absolute_url(),
            timezone.localdate(self.created_at),
            tokens,
        )


class Section(Record):
    """章・節 of the working text. One that was taken out stays, since editions and comments name it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    order = models.PositiveSmallIntegerField(_("順"), default=0, editable=False)
    heading = models.CharField(_("見出し"), max_length=120)
    body = models.TextField(
        _("本文"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST)],
        help_text=_("段落ごとに改行してください。意見は段落や選んだ文に付きます。"),
    )
    removed_at = models.DateTimeField(_("外した日時"), null=True, blank=True, editable=False)

    objects: ScopedManager["Section"] = ScopedManager()

    class Meta:
        verbose_name = _("章・節")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="section_not_below_itself", condition=~models.Q(parent=models.F("pk"))
            )
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        address = reverse("drafting:text", kwargs={"city": self.jurisdiction.slug, "pk": self.draft_id})
        return f"{address}#s{self.pk}"


def parts_of(rows: Iterable[Section]) -> list[Part]:
    """Sections in reading order with their numbers: 第1章, 1, (1)."""
    below: dict[int | None, list[Section]] = {}
    for row in sorted(rows, key=lambda one: (one.order, one.pk)):
        below.setdefault(row.parent_id, []).append(row)
    found: list[Part] = []

    def walk(parent: int | None, depth: int) -> None:
        for number, row in enumerate(below.get(parent, []), 1):
            found.append(
                Part(
                    section=row.pk,
                    parent=parent,
                    depth=depth,
                    number=number_of(depth, number),
                    heading=row.heading,
                    body=row.body,
                )
            )
            walk(row.pk, depth + 1)

    walk(None, 1)
    return found


def number_of(depth: int, number: int) -> str:
    """As reports number them; the same in every language, since it is quoted."""
    return (f"第{number}章", f"{number}", f"({number})")[depth - 1]


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: Reader) -> Self:
        """To whoever works with the report all; to the public those it was asked about or told the results of, and the published one."""
        standing = standing_of(user)
        council = standing.actor_ids
        seen = models.Q(is_open=True) & models.Q(draft__is_public=True) | written_by(user, "draft__")
        if standing.is_staff or council:
            inside = models.Q() if standing.is_staff else models.Q(draft__council_id__in=council)
            seen |= inside & ~models.Q(draft__state__in=[DraftState.OUTLINE, DraftState.WITHDRAWN])
        return self.with_openness().filter(seen)

    def open_to_all(self) -> Self:
        return self.with_openness().filter(is_open=True)

    def with_openness(self) -> Self:
        """`is_open`: everybody may read it. An edition itself never changes, so this follows from what was done with it."""
        from tomoni.drafting.models.round import Round

        asked = Round.objects.for_everybody().filter(edition=models.OuterRef("pk"))
        last = Edition.objects.filter(draft=models.OuterRef("draft")).order_by("-number").values("pk")[:1]
        published = models.Q(draft__state=DraftState.PUBLISHED, pk=models.Subquery(last))
        return self.annotate(
            is_open=models.Case(
                models.When(models.Exists(asked) | published, then=models.Value(value=True)),
                default=models.Value(value=False),
                output_field=models.BooleanField(),
            )
        )


EditionManager = ScopedManager.from_queryset(EditionQuerySet)


class Edition(models.Model):
    """版: the whole text as it stood when it was shown to somebody. The database refuses every change of it."""

    jurisdiction = models.ForeignKey("core.Jurisdiction", on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("版"))
    stage = models.CharField(_("段階"), max_length=20, choices=DraftState)
    title = models.CharField(_("名称"), max_length=120)
    note = models.TextField(_("前の版から変えたところ"), blank=True)
    parts = models.JSONField(default=list)
    """`differences.Part` in reading order."""
    made_at = models.DateTimeField(_("作成"), default=timezone.now)

    is_open: bool
    """There after `with_openness`."""

    objects = EditionManager()

    class Meta:
        verbose_name = _("版")
        ordering: ClassVar[list[str]] = ["draft", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="edition_once")
        ]

    def __str__(self) -> str:
        return _text("%(title)s（%(stage)s・第%(number)s版）") % {
            "title": self.title,
            "stage": self.get_stage_display(),
            "number": self.number,
        }

    def get_absolute_url(self) -> str:
        return reverse(
            "drafting:edition",
            kwargs={"city": self.jurisdiction.slug, "pk": self.draft_id, "number": self.number},
        )

    @property
    def label(self) -> str:
        return _text("第%(number)s版（%(stage)s）") % {
            "number": self.number,
            "stage": self.get_stage_display(),
        }

    def part(self, section: int | None) -> Part | None:
        return next((one for one in self.parts if one["section"] == section), None)

    def place_of(self, section: int | None) -> str:
        """The number and heading of a section as they were then."""
        return dict(self.places).get(section or 0) or _text("全体")

    @cached_property
    def places(self) -> list[tuple[int, str]]:
        """Every section with its full number and heading, for lists to choose from."""
        known = places(self.parts)
        return [(one["section"], f"{known[one['section']]} {one['heading']}") for one in self.parts]
