from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomoni.directory.actions.imports import DEPARTMENTS, GROUPS, GROUPS_CONTACTS, PORTAL
from tomoni.directory.rules import actor as rules
from tomoni.directory.standing import Reader
from tomoni.reading.encodings import CHOICES

KINDS = {
    DEPARTMENTS: _("市の課（組織名、フリガナ、上位組織、事務分掌、市民のことば、電話）"),
    GROUPS: _("登録団体（団体名、フリガナ、種別、法人番号、分野、地区、主な活動 など）"),
    GROUPS_CONTACTS: _("登録団体と、代表者・連絡先（個人の情報を取り込みます）"),
    PORTAL: _("NPO法人ポータルの公開データ"),
}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("表の種類"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("CSV（UTF-8、Shift_JIS）か Excel（xlsx）。20MBまで。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, by: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [
            (kind, label)
            for kind, label in KINDS.items()
            if kind != GROUPS_CONTACTS or rules.can_import_contacts(by)
        ]


class EncodingForm(forms.Form):
    encoding = forms.ChoiceField(label=_("文字コード"), choices=list(CHOICES.items()))
