from django.urls import path

from zicha.web.setup import views

urlpatterns = [path("", views.first_run, name="setup")]
