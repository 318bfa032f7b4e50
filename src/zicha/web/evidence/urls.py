"""Routes of evidence (证据)."""

from django.urls import path

from zicha.web.evidence import views

urlpatterns = [
    path("of/<slug:kind>/<int:row_id>/", views.add, name="evidence-add"),
    path("<int:evidence_id>/", views.download, name="evidence"),
    path("<int:evidence_id>/preview/", views.preview, name="evidence-preview"),
    path("<int:evidence_id>/withdraw/", views.withdraw, name="evidence-withdraw"),
]
