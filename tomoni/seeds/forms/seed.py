from datetime import date
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.forms.models import construct_instance
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.core.http import MoveForm
from tomoni.core.visibility import Visibility
from tomoni.directory.models import ActivityField, Actor, Area
from tomoni.directory.standing import standing_of
from tomoni.seeds.actions.seed import Resource
from tomoni.seeds.models import Seed, SeedResource

ACROSS = {"class": "across"}
DAY = forms.DateInput(attrs={"type": "date"})


PART_LABELS = {
    SeedResource.Direction.GIVES: _("出せるもの（人・場所・物・知識・名前・広報・お金・許可）"),
    SeedResource.Direction.WANTS: _("ほしいもの（人・場所・物・知識・名前・広報・お金・許可）"),
}


class ResourcePart(NamedTuple):
    label: Promise
    fields: list[forms.BoundField]
    is_open: bool


class SeedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A seed with what it gives and wants: one line for each kind of resource and direction, empty where it does not apply."""

    actor: Any = forms.ModelChoiceField(label=_("だれが出すか"), queryset=None)
    topics: Any = forms.ModelMultipleChoiceField(
        label=_("分野"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple(attrs=ACROSS)
    )
    areas: Any = forms.ModelMultipleChoiceField(
        label=_("地区"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple(attrs=ACROSS)
    )

    class Meta:
        model = Seed
        # Not those that point at rows of the city: their choices are known in a request only.
        fields: ClassVar[list[str]] = [
            "kind",
            "title",
            "what",
            "why",
            "when",
            "when_from",
            "when_until",
            "weight",
            "cannot",
            "expires_on",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "kind": forms.RadioSelect(attrs=ACROSS),
            "weight": forms.RadioSelect(attrs=ACROSS),
            "what": forms.Textarea(attrs={"rows": 5}),
            "why": forms.Textarea(attrs={"rows": 3}),
            "cannot": forms.Textarea(attrs={"rows": 2}),
            "when_from": DAY,
            "when_until": DAY,
            "expires_on": DAY,
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("80字まで。読んだ人が「自分のことだ」と思える題名にしてください。"),
            "what": _("連絡先や個人の名前は書かないでください。公開されます。"),
            "why": _("いま何に困っているか、何をよくしたいか。"),
            "when": _("例：5月から10月、第2土曜の午前"),
            "cannot": _("前もって伝えておくと、行き違いが減ります。なければ「特になし」。"),
            "expires_on": _("この日を過ぎると募集を終えます。延ばすこともできます。"),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance if self.instance.pk else None
        self.fields["kind"].choices = Seed.Kind.choices  # type: ignore[attr-defined]
        self.fields["weight"].choices = Seed.Weight.choices  # type: ignore[attr-defined]
        self.fields["topics"].queryset = ActivityField.objects.here()  # type: ignore[attr-defined]
        self.fields["areas"].queryset = Area.objects.all()  # type: ignore[attr-defined]
        if stored:
            del self.fields["actor"]
            self.initial.setdefault("topics", [one.pk for one in stored.fields.all()])
            self.initial.setdefault("areas", [one.pk for one in stored.areas.all()])
        else:
            self._offer_actors(by)
        rows = stored.resources.all() if stored else ()
        kept = {(one.direction, one.kind): one for one in rows}
        for direction in SeedResource.Direction:
            for kind in SeedResource.Kind:
                row = kept.get((direction, kind))
                self.fields[f"{direction}_{kind}"] = forms.CharField(
                    label=kind.label,
                    required=False,
                    max_length=200,
                    initial=(row.text or kind.label) if row else "",
                )

    def _post_clean(self) -> None:
        """The action stores, and says in words what the record or the database refuses: nothing is looked at twice."""
        self.instance = construct_instance(self, self.instance, self._meta.fields)

    def _offer_actors(self, by: User) -> None:
        """One's own sides; the section and the centre write for others too, also for a resident without an account."""
        standing = standing_of(by)
        actors = Actor.objects.active()
        if standing.is_section:
            empty = _("住民（登録なし）")
        elif standing.is_centre:
            actors, empty = actors.groups(), _("住民（登録なし）")
        else:
            actors, empty = actors.filter(pk__in=standing.actor_ids), None
        field: Any = self.fields["actor"]
        field.required = empty is None
        field.queryset = actors.select_related(None)
        field.empty_label = empty
        if empty is None and not self.is_bound and not self.initial.get("actor"):
            field.initial = actors.first()

    @property
    def resource_parts(self) -> list[ResourcePart]:
        """For the page: the lines of each direction, open where something stands or where the kind of seed makes it likely."""
        likely = {
            Seed.Kind.OFFER.value: SeedResource.Direction.GIVES,
            Seed.Kind.NEED.value: SeedResource.Direction.WANTS,
        }.get(str(self["kind"].value()))
        parts = []
        for direction in SeedResource.Direction:
            lines = [self[f"{direction}_{kind}"] for kind in SeedResource.Kind]
            filled = any(line.value() or line.errors for line in lines)
            parts.append(ResourcePart(PART_LABELS[direction], lines, filled or direction == likely))
        return parts

    @property
    def resources(self) -> list[Resource]:
        return [
            Resource(direction, kind, text)
            for direction in SeedResource.Direction
            for kind in SeedResource.Kind
            if (text := self.cleaned_data[f"{direction}_{kind}"].strip())
        ]

    @property
    def values(self) -> dict[str, Any]:
        """The record's own columns, without its rows in other tables."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ExpiryForm(MoveForm):
    expires_on = forms.DateField(label=_("期限"), widget=DAY, help_text=_("この日を過ぎると募集を終えます。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = self.thing.expires_on


class PublishForm(ExpiryForm):
    visibility = forms.ChoiceField(
        label=_("見える範囲"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Visibility.PUBLIC, Visibility.REGISTERED)],
        initial=Visibility.PUBLIC,
    )


class RenewForm(forms.Form):
    expires_on = forms.DateField(label=_("新しい期限"), widget=DAY)

    def __init__(self, *args: Any, now: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = now
