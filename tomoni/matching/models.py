from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.core import visibility
from tomoni.core.jurisdictions import Jurisdiction, ScopedManager
from tomoni.core.records import Record
from tomoni.core.things import Card
from tomoni.core.visibility import Visibility
from tomoni.directory.models import Actor
from tomoni.directory.standing import Reader, Standing, standing_of
from tomoni.japan.fiscal import bounds
from tomoni.matching.states import MATCH, OPEN, SUCCESSES, TALKING, State
from tomoni.seeds.models import Seed


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user: Reader) -> Self:
        """The brokers see all, the two sides theirs once they were sounded out; a published one anybody."""
        standing = standing_of(user)
        if standing.is_section or standing.is_centre:
            return self
        return self.filter(self._asked(standing) | Q(visibility=Visibility.PUBLIC))

    def worked_on_by(self, user: Reader) -> Self:
        """All for the brokers; for others those of their own sides, not what is merely public."""
        standing = standing_of(user)
        return self if standing.is_section or standing.is_centre else self.filter(self._asked(standing))

    def _asked(self, standing: Standing) -> Q:
        mine = Q(first_id__in=standing.actor_ids) | Q(second_id__in=standing.actor_ids)
        return mine & ~Q(state=State.PROPOSED) & Q(sounded_out_at__isnull=False)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def succeeded(self) -> Self:
        return self.filter(state__in=SUCCESSES)

    def of_fiscal_year(self, year: int) -> Self:
        """Held or concluded in that fiscal year, by the day of the last change of state."""
        first, last = bounds(year)
        return self.filter(concluded_on__range=(first, last))

    def teaching(self) -> Self:
        """Both sides say yes now, the talks are on or led to something, and nobody said that it is no example."""
        said = Consent.objects.filter(match=OuterRef("pk"))
        yes = said.filter(answer="yes").values("match").annotate(found=Count("pk")).values("found")
        hidden = (Visibility.SECRET, Visibility.SECTION)
        return (
            self.filter(state__in=(*TALKING, *SUCCESSES), is_lesson=True)
            .filter(Exists(yes.filter(found__gte=2)))
            .exclude(seed__visibility__in=hidden)
        )

    def of_seed(self, seed: Seed) -> Self:
        return self.filter(Q(seed=seed) | Q(other_seed=seed))


MatchManager = ScopedManager.from_queryset(MatchQuerySet)


class Match(Record):
    """マッチング: two actors who could do something together, and why. `first` stands behind the seed it began with."""

    workflow = MATCH
    verbs: ClassVar[dict[str, Promise]] = {
        "match.propose": _("候補の取り上げ"),
        "match.publish": _("公開"),
        "match.unpublish": _("公開の取りやめ"),
        "match.retract": _("候補が学んだことの取り消し"),
        "match.restore": _("もう一度学ぶ"),
    }

    seed = models.ForeignKey(Seed, on_delete=models.PROTECT, related_name="matches", verbose_name=_("種"))
    other_seed = models.ForeignKey(
        Seed, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("相手の種")
    )
    first = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("種を出した側")
    )
    second = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("相手"))
    score = models.FloatField(_("近さ"), default=0)
    reasons = models.JSONField(_("理由"), default=list, blank=True)
    """Sentences of the text engine, as they stood when the match was proposed."""
    engine = models.CharField(max_length=80, blank=True)
    can_do = models.TextField(_("市でできること"), max_length=1000, blank=True)
    cannot_do = models.TextField(_("市でできないこと"), max_length=1000, blank=True)
    sounded_out_at = models.DateTimeField(_("打診した日時"), null=True, blank=True)
    meets_at = models.DateTimeField(_("面談の日時"), null=True, blank=True)
    meets_until = models.DateTimeField(_("終わり"), null=True, blank=True)
    place = models.CharField(_("場所"), max_length=120, blank=True)
    shared_problem = models.TextField(_("いっしょに取り組む課題"), max_length=2000, blank=True)
    next_steps = models.TextField(_("次にすること（だれが・何を）"), max_length=2000, blank=True)
    next_on = models.DateField(_("次の日付"), null=True, blank=True)
    revisit_on = models.DateField(_("また考える日"), null=True, blank=True)
    concluded_on = models.DateField(_("結果が出た日"), null=True, blank=True)
    visibility = models.CharField(
        _("見える範囲"), max_length=10, choices=Visibility, default=Visibility.PARTIES
    )
    state = models.CharField(_("状態"), max_length=16, choices=State, default=State.PROPOSED)
    is_lesson = models.BooleanField(_("候補の順番に学ぶ"), default=True)
    lesson_note = models.CharField(_("学ばない理由"), max_length=500, blank=True)

    objects = MatchManager()

    class Meta:
        verbose_name = _("マッチング")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="match_of_two",
                condition=~Q(first=models.F("second")),
                violation_error_message=_("同じ主体どうしは組み合わせられません。"),
            ),
            models.UniqueConstraint(
                fields=["seed", "second"],
                condition=Q(state__in=OPEN),
                name="match_open_once",
                violation_error_message=_("この相手とのマッチングはすでに進んでいます。"),
            ),
            models.CheckConstraint(
                name="match_scheduled_has_a_day",
                condition=~Q(state=State.SCHEDULED) | Q(meets_at__isnull=False),
                violation_error_message=_("面談の日時を入力してください。"),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["jurisdiction", "state", "-id"], name="match_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.first} × {self.second}"

    def get_absolute_url(self) -> str:
        return reverse("matching:match", kwargs={"city": self.jurisdiction.slug, "pk": self.pk})

    @property
    def sides(self) -> tuple[int, int]:
        return (self.first_id, self.second_id)

    @property
    def is_talking(self) -> bool:
        return self.state in (*TALKING, State.TO_LIGHT, State.TO_PROPOSAL, State.TO_PROJECT, State.TO_INFO)

    def card(self) -> Card:
        audience = visibility.audience(
            self.visibility, self.jurisdiction_id, self.sides if self.sounded_out_at else ()
        )
        return Card(
            stage=str(_("マッチング")),
            label=str(self),
            address=self.get_absolute_url(),
            on=timezone.localdate(self.created_at),
            audience=audience | {visibility.centre(self.jurisdiction_id)},
        )


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: Reader) -> Self:
        """A side's own answer; all to the brokers. The other side learns the outcome, never the reason."""
        standing = standing_of(user)
        if standing.is_section or standing.is_centre:
            return self
        return self.filter(actor_id__in=standing.actor_ids)

    def standing_yes(self) -> Self:
        return self.filter(answer=Consent.Answer.YES)


ConsentManager = ScopedManager.from_queryset(ConsentQuerySet)


class Consent(Record):
    """What one side says to the match; a yes can be taken back."""

    class Answer(models.TextChoices):
        YES = "yes", _("会って話したい")
        NO = "no", _("今回は見送りたい")
        TAKEN_BACK = "taken_back", _("同意を取り下げる")

    match = models.ForeignKey(
        Match, on_delete=models.CASCADE, related_name="consents", verbose_name=_("マッチング")
    )
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("主体"))
    answer = models.CharField(_("返事"), max_length=10, choices=Answer)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    on_behalf = models.BooleanField(_("窓口が代わりに記録"), default=False)
    answered_at = models.DateTimeField(_("返事の日時"), default=timezone.now)

    objects = ConsentManager()

    class Meta:
        verbose_name = _("同意")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["match", "actor"], name="consent_once_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.actor} {Consent.Answer(self.answer).label}"


class SheetAnswer(Record):
    """One line of a side's problem sheet, or of the broker's merged column (actor empty)."""

    class Question(models.TextChoices):
        WHO = "who", _("困っているのは誰ですか")
        PROBLEM = "problem", _("何がいちばんの課題ですか")
        SUCCESS = "success", _("どうなれば成功ですか")
        BRING = "bring", _("出せるもの（人・場所・物・知識・広報・お金）")
        CANNOT = "cannot", _("できないこと")
        UNTIL = "until", _("いつまでに")

    match = models.ForeignKey(
        Match, on_delete=models.CASCADE, related_name="sheet", verbose_name=_("マッチング")
    )
    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主体")
    )
    question = models.CharField(_("問い"), max_length=8, choices=Question)
    text = models.TextField(_("こたえ"), max_length=1000, blank=True)

    objects: ScopedManager["SheetAnswer"] = ScopedManager()

    class Meta:
        verbose_name = _("課題シート")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["match", "actor", "question"], name="sheet_answer_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.get_question_display()


class Check(models.Model):
    """The last self-check of what matches taught, for seeds of one kind; `digest` names the matches it looked at."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Seed.Kind)
    digest = models.CharField(max_length=64)
    result = models.JSONField()

    objects: ScopedManager["Check"] = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["jurisdiction", "kind"], name="match_check_once_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest}"
