from django.urls import path

from zicha.web.accounts import views

urlpatterns = [
    path("", views.changes, name="account-changes"),
    path("seen/", views.seen, name="account-changes-seen"),
]
