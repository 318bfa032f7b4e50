"""What the first run asks (首次设置)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zicha.casework.tenancy.models import Account
from zicha.reference.regions import PROVINCES

CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.\-]*$", _("机构批准号由字母、数字和短横线组成，例如 CNCA-R-2003-001。")
)
USERNAME = RegexValidator(r"^[\w.@+-]+$", _("用户名只能用汉字、字母、数字和 . @ + - _，不要有空格。"))


class SetupForm(forms.Form):
    """The organisation and its administrator (机构和系统管理员)."""

    code = forms.CharField(
        label=_("机构批准号"),
        max_length=40,
        validators=[CODE],
        help_text=_("与认监委批准书一致，也是数据里的机构编号，例如 CNCA-R-2003-001。"),
    )
    body_name = forms.CharField(label=_("机构名称"), max_length=200)
    province = forms.ChoiceField(
        label=_("注册地"),
        choices=[("", _("请选择")), *((f"{code}0000", name) for code, name in PROVINCES.items())],
        help_text=_("自查报告除报市场监管总局外，还要报注册地的省级市场监管局。"),
    )
    person_name = forms.CharField(
        label=_("管理员姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        validators=[USERNAME],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少 12 个字符，不能是常见密码或纯数字，不要与姓名、用户名相近。"),
    )
    again = forms.CharField(
        label=_("再输一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    is_quality_manager = forms.BooleanField(
        label=_("同时担任质量负责人"),
        required=False,
        help_text=_("小机构可以勾选；否则设置完成后在“成员与权限”里邀请质量负责人。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.pop("again", None)
        if password and again and password != again:
            self.add_error("again", gettext("两次输入的密码不一样，请重新输入。"))
        elif password:
            person = Account(username=cleaned.get("username", ""), name=cleaned.get("person_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
