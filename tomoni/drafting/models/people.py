"""Who may do what by where they stand towards a report."""

from dataclasses import dataclass

from django.db import models

from tomoni.directory.roles import DEPARTMENT, RoleCode
from tomoni.directory.standing import Reader, Standing, standing_of

MEMBERS = (RoleCode.MEM, RoleCode.CHAIR)


@dataclass(frozen=True)
class LinkHolder:
    """Whoever holds the private link of a comment; acts as the one who wrote it, without an account."""

    comment_id: int
    display_name: str = "意見を出した人"
    acting_role: str = "専用ページ"
    pk: None = None


Author = Reader | LinkHolder


def posts_on(standing: Standing, *codes: RoleCode) -> set[int]:
    """The actors on which one of these roles is held."""
    return {post.actor_id for post in standing.posts if post.code in codes}


def written_by(user: Reader, prefix: str = "") -> models.Q:
    """Reports (seen from `prefix`) that this person writes: the section all, a department its own."""
    standing = standing_of(user)
    if standing.is_section:
        return ~models.Q(pk__in=[])
    return models.Q(**{f"{prefix}unit_id__in": posts_on(standing, *DEPARTMENT)})
