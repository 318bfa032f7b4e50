"""The routes of the site, and the page of all parts of the look, which a site does not have."""

from django.urls import path

from zicha.web import urls
from zicha.web.home import style

handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip
urlpatterns = [*urls.urlpatterns, path("style/", style.show, name="style")]
