"""What several forms share."""

from django import forms

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of a model, taken in and no more: the action checks the model's rules and changes the record.

    Links to scoped rows are fields of their own: their rows are known only inside a request.
    """

    def _post_clean(self) -> None:
        """Leaves the instance as it is."""
