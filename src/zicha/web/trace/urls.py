from django.urls import path

from zicha.web.trace import views

urlpatterns = [
    path("", views.trace, name="trace"),
    path("export/", views.export, name="trace_export"),
    path("<int:number>/", views.entry, name="trace_entry"),
]
