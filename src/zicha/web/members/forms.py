"""Forms about members (成员表单)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

from zicha.casework.tenancy.models import Account
from zicha.casework.tenancy.permissions import ROLES


class MemberForm(forms.Form):
    """Roles, department, number and state of a member, with the reason of the change (修改成员)."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("角色"),
        choices=list(ROLES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("至少选一个角色；不再参与的成员请改为停用。")},
    )
    department = forms.CharField(label=gettext_lazy("部门"), max_length=80, required=False)
    person_id = forms.CharField(
        label=gettext_lazy("人员编号"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "与上传数据中“审核人员”表的人员编号一致。系统据此不让本人参加自己审核过的证书的决定；不在表中的可不填。清空或更正后，原来的编号仍算作此人参加过的审核，除非它已登记给另一位成员。"
        ),
    )
    is_active = forms.TypedChoiceField(
        label=gettext_lazy("状态"),
        choices=[("yes", gettext_lazy("启用")), ("no", gettext_lazy("停用：立即退出登录，不能再进入"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写入操作留痕，不能修改。"),
    )


class InviteForm(forms.Form):
    """Whom to ask, and as what (邀请成员)."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)
    department = forms.CharField(label=gettext_lazy("部门"), max_length=80, required=False)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("角色"), choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple
    )


class JoinForm(forms.Form):
    """User name and password of somebody invited (接受邀请)."""

    username = forms.CharField(
        label=gettext_lazy("用户名"),
        min_length=3,
        max_length=60,
        validators=[
            RegexValidator(r"^[\w.@-]+$", gettext_lazy("用户名只能含文字、数字和 . @ _ -，不能有空格。"))
        ],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        help_text=gettext_lazy("以后用它登录，例如姓名拼音；不区分大小写。"),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        if entered.get("password") and entered.get("again") and entered["password"] != entered["again"]:
            self.add_error("again", gettext_lazy("两次输入的密码不一样。"))
        elif entered.get("password"):
            try:
                validate_password(
                    entered["password"], Account(username=entered.get("username", ""), name=self.name)
                )
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return entered
