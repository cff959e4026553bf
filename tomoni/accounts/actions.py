from allauth.account.models import EmailAddress
from django.db import transaction

from tomoni.accounts.models import User
from tomoni.core import audit
from tomoni.core.errors import require
from tomoni.core.people import Person


@transaction.atomic
def change_profile(user: User, *, by: Person, name: str, reading: str) -> None:
    """A person's own name; the log of earlier acts keeps the name they were done under."""
    require(by.pk == user.pk)
    before = {"name": user.name, "reading": user.reading}
    user.name, user.reading = name, reading
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "reading"])
    audit.record("change", user, by=by, before=before, after={"name": name, "reading": reading})


@transaction.atomic
def choose_language(user: User, *, by: Person, language: str) -> None:
    """Remember the language for the next sign-in, on any machine."""
    require(by.pk == user.pk)
    User.objects.filter(pk=user.pk).update(language=language)
    audit.record("language", user, by=by, before={"language": user.language}, after={"language": language})
    user.language = language


@transaction.atomic
def open_account(*, by: Person, email: str, name: str, password: str) -> User:
    """A new person whose address is proven (by an invitation that was mailed to it)."""
    user = User.objects.create_user(email=email, password=password, name=name)
    prove_address(user)
    audit.record("open", user, by=by, after={"name": name})
    return user


def prove_address(user: User) -> None:
    """The person's address counts as confirmed: signing in asks for no further mail."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
