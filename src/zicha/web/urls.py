"""Every route (路由). Each names its permission on its view; `tests/routes` walks them all."""

from django.urls import include, path

from zicha.web.operations import views as operations

urlpatterns = [
    path("health", operations.health, name="health"),
    path("", include("zicha.web.home.urls")),
    path("accounts/", include("allauth.urls")),
]
