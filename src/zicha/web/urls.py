"""Every route (路由). Each names its permission on its view; `tests/routes` walks them all."""

from django.urls import include, path

from zicha.web.home import views as home

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/", include("allauth.urls")),
]
