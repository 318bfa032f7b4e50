"""Every part of the look on one page (部件样张); routed only when DEBUG, tests render it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zicha.web.access import for_anyone


class ExampleForm(forms.Form):
    """One field of each kind (样例表单)."""

    name = forms.CharField(label="获证组织名称", help_text="与营业执照一致。")
    due_on = forms.DateField(label="期限", widget=forms.DateInput(attrs={"type": "date"}))
    branch = forms.ChoiceField(label="分支机构", choices=[("", "全部"), ("a", "华东分公司")], required=False)
    result = forms.ChoiceField(
        label="结论", choices=[("1", "符合"), ("2", "不符合"), ("3", "不适用")], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label="已告知当事人", required=False)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


@for_anyone
def show(request: HttpRequest) -> HttpResponse:
    bad = ExampleForm({"name": "", "due_on": "2026-02-30", "reason": "示例"})
    return render(request, "web/style.html", {"form": ExampleForm(), "bad": bad, "due_on": date(2026, 9, 30)})
