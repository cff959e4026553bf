"""Who asks, and where somebody stands."""

from dataclasses import dataclass

from tomoni.directory.roles import RoleCode
from tomoni.directory.standing import Reader, Standing


@dataclass(frozen=True)
class LinkHolder:
    """Whoever holds the private link of a consultation; acts as its asker without an account."""

    consultation_id: int
    display_name: str = "相談した人"
    acting_role: str = "専用ページ"
    pk: None = None


Asker = Reader | LinkHolder


def posts_on(standing: Standing, *codes: RoleCode) -> set[int]:
    """The actors on which one of these roles is held."""
    return {post.actor_id for post in standing.posts if post.code in codes}
