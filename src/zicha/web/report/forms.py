"""Forms of the report (报告表单)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zicha.casework.reporting.models import Ground, Way
from zicha.reference.notices.notice import Recipient


class Day(forms.DateInput):
    """A day from the browser's calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TextForm(forms.Form):
    place = forms.CharField(widget=forms.HiddenInput, max_length=240)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("内容"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "zh-CN"}),
        help_text=_("每一行是一个自然段。报告定稿后不能再改。"),
    )


class GroundForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    ground = forms.ChoiceField(label=_("依据"), choices=[("", _("请选择")), *Ground.choices])
    text = forms.CharField(
        label=_("说明"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("查了什么、怎么查的、谁查的。这段话会写进报告。"),
    )


class CorrectionForm(forms.Form):
    shown = forms.CharField(
        label=_("更正为"),
        max_length=120,
        help_text=_("连同单位，例如：1,210 张。报告和附表都会标明这是人工更正。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("程序的数字为什么不对，更正后的数字从哪里来。"),
    )


class SignForm(forms.Form):
    key = forms.FileField(
        label=_("签名证书（.p12 或 .pfx）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
        help_text=_("只用于这一次签名，不保存。"),
    )
    password = forms.CharField(
        label=_("证书口令"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class ScanForm(forms.Form):
    scan = forms.FileField(
        label=_("盖章扫描件"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=_("PDF、JPG 或 PNG。"),
    )
    code = forms.CharField(
        label=_("页脚校验码"),
        max_length=20,
        help_text=_("照扫描件每页页脚所印填写，证明盖章的正是这一版。"),
    )
    pages_reason = forms.CharField(
        label=_("页数不符的理由"),
        max_length=150,
        required=False,
        help_text=_("扫描件与本版 PDF 页数相同时不用填写。"),
    )


class FilingForm(forms.Form):
    recipient = forms.CharField(widget=forms.HiddenInput)
    recipient_name = forms.CharField(label=_("报送对象"), max_length=200)
    sent_on = forms.DateField(label=_("报送日期"), widget=Day())
    way = forms.ChoiceField(label=_("报送方式"), choices=[("", _("请选择")), *Way.choices])
    reference = forms.CharField(label=_("单号或编号"), max_length=120, required=False)

    def __init__(self, *args: Any, recipient: Recipient | None = None, name: str = "", **kwargs: Any) -> None:
        if recipient is not None:
            kwargs["initial"] = {
                "recipient": recipient.key, "recipient_name": name, "sent_on": timezone.localdate()
            }  # fmt: skip
            kwargs["auto_id"] = f"id_{recipient.key}_%s"
        super().__init__(*args, **kwargs)


class ReceiptForm(forms.Form):
    receipt_on = forms.DateField(label=_("回执日期"), widget=Day())
    text = forms.CharField(
        label=_("回执内容"), max_length=400, required=False, help_text=_("收件人、受理编号等。")
    )
    file = forms.FileField(label=_("回执文件"), required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("哪里登记错了。"),
    )


class UnbindForm(forms.Form):
    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("哪里绑错了。文件和理由留在操作留痕中。"),
    )


class ReturnForm(forms.Form):
    returned_on = forms.DateField(label=_("退回日期"), widget=Day())
    returned_from = forms.ChoiceField(label=_("退回单位"))
    reason = forms.CharField(label=_("退回意见"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["returned_from"].choices = [(name, name) for name in names]
