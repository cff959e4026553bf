"""Where a person stands in the jurisdiction in scope: which roles, on which actors, and so which audiences."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from tomoni.accounts.models import User
from tomoni.core import visibility
from tomoni.core.jurisdictions import current, everywhere
from tomoni.directory.roles import SECTION, STAFF, RoleCode
from tomoni.directory.states import IN_FORCE

Reader = User | AnonymousUser


@dataclass(frozen=True)
class Post:
    role_id: int
    jurisdiction_id: int
    code: RoleCode
    actor_id: int
    actor_name: str
    title: str
    city_name: str
    city_slug: str
    is_demo: bool
    is_provisional: bool = False
    """On a group that applied for registration and is not registered (yet, or any more)."""

    @property
    def label(self) -> str:
        return f"{self.actor_name} {self.title or self.code.label}"


@dataclass(frozen=True)
class Standing:
    user_id: int | None
    jurisdiction_id: int
    posts: tuple[Post, ...]

    def has(self, *codes: RoleCode, actor_id: int | None = None) -> bool:
        """Any of these roles here; on that actor, if one is named."""
        return any(post.code in codes and actor_id in (None, post.actor_id) for post in self.posts)

    def has_on(self, actor_ids: Iterable[int | None], *codes: RoleCode) -> bool:
        """A role (one of these, if any are named) on any of these actors."""
        wanted = {one for one in actor_ids if one is not None}
        return any(post.actor_id in wanted and (not codes or post.code in codes) for post in self.posts)

    @cached_property
    def actor_ids(self) -> frozenset[int]:
        """The actors whose content is the person's own; administering a unit opens none of it."""
        return frozenset(post.actor_id for post in self.posts if post.code != RoleCode.ADM)

    @property
    def is_staff(self) -> bool:
        return self.has(*STAFF)

    @property
    def is_section(self) -> bool:
        return self.has(*SECTION)

    @property
    def is_centre(self) -> bool:
        return self.has(RoleCode.CEN)

    @property
    def is_known(self) -> bool:
        """Holds any role here: `registered` things are visible. Who only applied for registration is not known yet."""
        return any(not post.is_provisional for post in self.posts)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The audiences this person belongs to (`core.visibility`)."""
        found = {visibility.PUBLIC} | {visibility.actor(one) for one in self.actor_ids}
        if self.is_known:
            found.add(visibility.REGISTERED)
        if self.is_staff:
            found.add(visibility.city(self.jurisdiction_id))
        if self.is_section:
            found.add(visibility.section(self.jurisdiction_id))
        if self.is_centre:
            found.add(visibility.centre(self.jurisdiction_id))
        return frozenset(found)


def posts_of(user: Reader) -> tuple[Post, ...]:
    """All roles the person holds today, in every jurisdiction; asked once per request."""
    if not isinstance(user.pk, int) or not user.is_active:
        return ()
    kept: tuple[Post, ...] | None = user.__dict__.get("_posts")
    if kept is None:
        role = apps.get_model("directory", "Role")
        with everywhere():
            rows: Any = (
                role.objects.today()
                .filter(person_id=user.pk)
                .order_by("starts_on", "id")
                .values_list(
                    "pk", "jurisdiction_id", "code", "actor_id", "actor__name", "title", "jurisdiction__name",
                    "jurisdiction__slug", "jurisdiction__is_demo", "actor__registration__state",
                )
            )  # fmt: skip
            kept = tuple(
                Post(pk, city_id, RoleCode(code), actor_id, actor, title, city, slug, is_demo, state not in (None, *IN_FORCE))
                for pk, city_id, code, actor_id, actor, title, city, slug, is_demo, state in rows
            )  # fmt: skip
        user.__dict__["_posts"] = kept
    return kept


def standing_of(user: Reader) -> Standing:
    here = current()
    kept: dict[int, Standing] = user.__dict__.setdefault("_standing", {})
    if here.pk not in kept:
        posts = tuple(post for post in posts_of(user) if post.jurisdiction_id == here.pk)
        kept[here.pk] = Standing(user.pk, here.pk, posts)
    return kept[here.pk]


def forget(user: Reader) -> None:
    """Ask again: a role of this person has just changed."""
    user.__dict__.pop("_posts", None)
    user.__dict__.pop("_standing", None)
