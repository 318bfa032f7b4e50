"""The desk (工作台): what waits for the one who signed in."""

from django.http import HttpResponse
from django.shortcuts import render

from zicha.web.access import MemberRequest, may


@may("home.view")
def home(request: MemberRequest) -> HttpResponse:
    return render(request, "web/home.html", {})
