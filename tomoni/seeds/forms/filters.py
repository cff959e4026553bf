"""What the lists may be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomoni.core import search
from tomoni.directory.models import ActivityField, Actor, Area, CollaborationForm
from tomoni.directory.standing import Reader, standing_of
from tomoni.seeds.models import MenuItem, MenuItemQuerySet, Seed, SeedQuerySet, SeedResource
from tomoni.seeds.states import MenuState, SeedState

ALL = pgettext_lazy("filter", "すべて")
MINE = "mine"


class SeedFilter(forms.Form):
    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("区分"), required=False, choices=[("", ALL), *Seed.Kind.choices])
    side = forms.ChoiceField(label=_("出す側"), required=False, choices=[("", ALL), *Seed.Side.choices])
    field: Any = forms.ModelChoiceField(
        label=_("分野"), required=False, queryset=None, to_field_name="code", empty_label=ALL
    )
    area: Any = forms.ModelChoiceField(label=_("地区"), required=False, queryset=None, empty_label=ALL)
    resource = forms.ChoiceField(
        label=_("人・場所・物など"), required=False, choices=[("", ALL), *SeedResource.Kind.choices]
    )
    state = forms.ChoiceField(label=_("状態"), required=False)
    sort = forms.ChoiceField(
        label=_("並び"), required=False, choices=[("", _("新しい順")), ("expiry", _("期限の近い順"))]
    )

    def __init__(self, *args: Any, user: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["field"].queryset = ActivityField.objects.here()  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.all()  # type: ignore[attr-defined]
        self.fields["state"].choices = self._states()  # type: ignore[attr-defined]

    def _states(self) -> list[tuple[str, Any]]:
        standing = standing_of(self.user)
        shown = [SeedState.PUBLISHED, SeedState.MATCHED, SeedState.REALISED, SeedState.EXPIRED]
        if standing.is_staff:
            shown.append(SeedState.INTERNAL_ONLY)
        if standing.is_section or standing.is_centre:
            shown.append(SeedState.SUBMITTED)
        found: list[tuple[str, Any]] = [("", _("募集中と相談中")), *((one.value, one.label) for one in shown)]
        return [*found, (MINE, _("自分たちの種すべて"))] if standing.is_known else found

    @property
    def is_search(self) -> bool:
        return bool(self.cleaned_data["q"].strip())

    def rows(self) -> SeedQuerySet:
        """The seeds asked for, as far as the reader may see them, in the order asked for."""
        asked = self.cleaned_data
        rows = self._of_state(asked["state"])
        for name in ("kind", "side"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        if asked["field"]:
            marked = Seed.fields.through.objects.filter(activityfield__code=asked["field"].code)
            rows = rows.filter(pk__in=marked.values("seed_id"))
        if asked["area"]:
            rows = rows.filter(pk__in=Seed.areas.through.objects.filter(area=asked["area"]).values("seed_id"))
        if asked["resource"]:
            rows = rows.filter(
                Exists(SeedResource.objects.filter(seed=OuterRef("pk"), kind=asked["resource"]))
            )
        if self.is_search:
            rows = rows.filter(pk__in=search.object_ids(asked["q"], "seeds.seed"))
        if asked["sort"] == "expiry":
            return rows.order_by("expires_on", "id")
        return rows.order_by("-published_at", "-id")

    def _of_state(self, state: str) -> SeedQuerySet:
        if not state:
            return Seed.objects.on_board(self.user)
        rows = Seed.objects.visible_to(self.user)
        if state == MINE:
            return rows.filter(actor_id__in=standing_of(self.user).actor_ids)
        return rows.filter(state=state)


class MenuFilter(forms.Form):
    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    department: Any = forms.ModelChoiceField(
        label=_("担当課"), required=False, queryset=None, empty_label=ALL
    )
    form: Any = forms.ModelChoiceField(
        label=_("協働の形態"), required=False, queryset=None, to_field_name="code", empty_label=ALL
    )
    field: Any = forms.ModelChoiceField(
        label=_("分野"), required=False, queryset=None, to_field_name="code", empty_label=ALL
    )
    state = forms.ChoiceField(label=_("状態"), required=False)

    def __init__(self, *args: Any, user: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offering = MenuItem.objects.visible_to(user).values("actor_id")
        self.fields["department"].queryset = Actor.objects.filter(pk__in=offering)  # type: ignore[attr-defined]
        self.fields["form"].queryset = CollaborationForm.objects.here()  # type: ignore[attr-defined]
        self.fields["field"].queryset = ActivityField.objects.here()  # type: ignore[attr-defined]
        if standing_of(user).is_staff:
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                ("", MenuState.PUBLISHED.label),
                (MenuState.DRAFT.value, MenuState.DRAFT.label),
                (MenuState.WITHDRAWN.value, MenuState.WITHDRAWN.label),
            ]
        else:
            del self.fields["state"]

    def rows(self) -> MenuItemQuerySet:
        asked = self.cleaned_data
        rows = MenuItem.objects.visible_to(self.user).filter(state=asked.get("state") or MenuState.PUBLISHED)
        if asked["department"]:
            rows = rows.filter(actor=asked["department"])
        if asked["form"]:
            rows = rows.filter(form__code=asked["form"].code)
        if asked["field"]:
            marked = MenuItem.fields.through.objects.filter(activityfield__code=asked["field"].code)
            rows = rows.filter(pk__in=marked.values("menuitem_id"))
        if asked["q"].strip():
            rows = rows.filter(pk__in=search.object_ids(asked["q"], "seeds.menuitem"))
        return rows.order_by("actor__reading", "actor_id", "title", "id")
