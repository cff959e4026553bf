"""Who may pass which door of the accounts. What allauth answers is allauth's; here stands only who is let in."""

from tests.matrix.cast import ANYONE, SIGNED_IN
from tests.matrix.policy import Outcome, Page, Policies

LED_ON = frozenset({Outcome.OK, Outcome.LOGIN, Outcome.SECOND, Outcome.ABSENT, Outcome.BAD, Outcome.REFUSED})
"""allauth leads on by what it knows of the session: nothing of ours is behind these doors."""
ONLY_GET = frozenset({Outcome.METHOD})


def _open(*, post: bool = True, **given: object) -> Page:
    """For everybody: signing in, proving an address, a new password."""
    return Page(
        get=ANYONE,
        post=ANYONE if post else None,
        outside=True,
        also=LED_ON | ONLY_GET,
        quiet=True,
        any_method=True,
        given=given,
    )


def _own(**given: object) -> Page:
    """One's own account: strangers are led to sign in."""
    return Page(
        get=SIGNED_IN,
        post=SIGNED_IN,
        outside=True,
        also=LED_ON | ONLY_GET,
        quiet=True,
        any_method=True,
        given=given,
    )


POLICY: Policies = {
    "accounts:profile": Page(get=SIGNED_IN, post=SIGNED_IN, outside=True),
    "set_language": Page(post=ANYONE, outside=True, quiet=True, body={"language": "ja", "next": "/"}),
    "account_login": _open(),
    "account_signup": _open(),
    "account_inactive": _open(),
    "account_logout": _open(),
    "account_confirm_email": _open(key="no-such-key"),
    "account_confirm_login_code": _open(),
    "account_email_verification_sent": _open(),
    "account_reset_password": _open(),
    "account_reset_password_done": _open(),
    "account_reset_password_from_key": _open(uidb36="1", key="no-such-key"),
    "account_reset_password_from_key_done": _open(),
    "mfa_authenticate": _open(),
    "mfa_login_webauthn": _open(),
    "socialaccount_login_cancelled": _open(),
    "socialaccount_login_error": _open(),
    "socialaccount_signup": _open(),
    "openid_connect_login": _open(provider_id="city"),
    "openid_connect_callback": _open(provider_id="city"),
    "account_reauthenticate": _own(),
    "account_email": _own(),
    "account_change_password": _own(),
    "account_set_password": _own(),
    "mfa_index": _own(),
    "mfa_reauthenticate": _own(),
    "mfa_activate_totp": _own(),
    "mfa_deactivate_totp": _own(),
    "mfa_view_recovery_codes": _own(),
    "mfa_generate_recovery_codes": _own(),
    "mfa_download_recovery_codes": _own(),
    "mfa_list_webauthn": _own(),
    "mfa_add_webauthn": _own(),
    "mfa_reauthenticate_webauthn": _own(),
    "mfa_remove_webauthn": _own(pk=1),
    "mfa_edit_webauthn": _own(pk=1),
    "socialaccount_connections": _own(),
    "usersessions_list": _own(),
}
