import unicodedata
from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tomoni.accounts.models import User
from tomoni.japan.kana import check_reading, katakana


class AddressField(forms.EmailField):
    """An e-mail address: typed in full width it is the same address, with other letters than ASCII it is none."""

    def to_python(self, value: Any) -> Any:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip().lower()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not str(value).isascii():
            raise ValidationError(_("メールアドレスは、半角の英数字と記号で入力してください。"))


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "email", "autofocus": True}
        self.fields["login"] = AddressField(
            label=_("メールアドレス"), widget=forms.EmailInput(attrs=attributes)
        )
        self.fields["password"].label = _("パスワード")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("パスキーの名前")
        self.fields["name"].help_text = _("どの端末やキーかが分かる名前にします。")
        self.fields["passwordless"].label = _("このパスキーだけでログインできるようにする")
        self.fields["passwordless"].help_text = _(
            "パスワードを使わず、端末の指紋・顔・暗証番号だけでログインできます。"
        )


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("パスキーの名前")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("name", "reading")

    def clean_reading(self) -> str:
        return clean_reading(self.cleaned_data["reading"])


def clean_reading(text: str) -> str:
    """A reading as it is stored, in katakana; names are sorted by it."""
    if not text.strip():
        return ""
    try:
        return katakana(check_reading(text))
    except ValueError:
        raise ValidationError(_("フリガナは、ひらがな又はカタカナで入力してください。")) from None
