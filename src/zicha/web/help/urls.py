from django.urls import path

from zicha.web.help import views

urlpatterns = [path("", views.show, name="help")]
