from django.conf import settings
from django.urls import path

from zicha.web.home import style, switches, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", switches.set_language, name="set_language"),
    path("body/", switches.choose_body, name="choose_body"),
]
if settings.DEBUG:
    urlpatterns.append(path("style/", style.show, name="style"))
