"""The form of an upload (上传表单)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zicha.casework.deliveries.models import DeliveryFile
from zicha.casework.deliveries.services import PROFILES, FileAgain, Uploaded
from zicha.intake.sheets import READABLE


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files under one name (多个文件)."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        # Empty files are told by name in the service.
        return [file for file in files if file]


class UploadForm(forms.Form):
    files = FilesField(
        label=_("文件"),
        required=False,
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ",".join(READABLE)}),
    )
    profiles = FilesField(
        label=_("映射方案"),
        required=False,
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ",".join(PROFILES)}),
    )
    again = forms.ModelChoiceField(
        label=_("沿用以前的映射方案"), required=False, queryset=None, empty_label=_("不用")
    )

    def __init__(self, *args: Any, kept: Sequence[DeliveryFile] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = self.fields["again"]
        assert isinstance(again, forms.ModelChoiceField)
        again.queryset = DeliveryFile.objects.filter(is_profile=True, pk__in=[file.pk for file in kept])
        again.label_from_instance = lambda file: f"{file.name}（{file.delivery}）"

    @property
    def given_profiles(self) -> list[Uploaded]:
        """Those handed in now, and the one taken over from before."""
        again = self.cleaned_data["again"]
        return [*self.cleaned_data["profiles"], *([FileAgain(again)] if again else [])]
