from django.urls import path

from zicha.web.trace import views
from zicha.web.trace.responsibility import responsibility

urlpatterns = [
    path("", views.trace, name="trace"),
    path("export/", views.export, name="trace_export"),
    path("responsibility/", responsibility, name="responsibility"),
    path("<int:number>/", views.entry, name="trace_entry"),
]
