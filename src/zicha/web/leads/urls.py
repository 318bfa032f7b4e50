"""Routes of leads (线索核查)."""

from django.urls import path

from zicha.web.leads import bulk_views, statistics, views

urlpatterns = [
    path("", views.queue, name="leads"),
    path("statistics/", statistics.page, name="leads-statistics"),
    path("statistics/desk/", statistics.on_desk, name="leads-statistics-desk"),
    path("export/", views.export, name="leads-export"),
    path("views/save/", views.save, name="lead-view-save"),
    path("views/<int:view_id>/delete/", views.delete, name="lead-view-delete"),
    path("bulk/assign/", bulk_views.assign, name="leads-bulk-assign"),
    path("bulk/dismiss/", bulk_views.dismiss, name="leads-bulk-dismiss"),
    path("bulk/snooze/", bulk_views.snooze, name="leads-bulk-snooze"),
    path("bulk/confirm/", bulk_views.confirm, name="leads-bulk-confirm"),
    path("bulk/<int:action_id>/", bulk_views.action, name="leads-bulk"),
    path("bulk/<int:action_id>/progress/", bulk_views.progress, name="leads-bulk-progress"),
    path("bulk/<int:action_id>/undo/", bulk_views.undo, name="leads-bulk-undo"),
    path("<int:lead_id>/", views.lead, name="lead"),
    path("<int:lead_id>/records/", views.records, name="lead-records"),
    path("<int:lead_id>/next/", views.following, name="lead-next"),
    path("<int:lead_id>/undo/", views.undo, name="lead-undo"),
    path("<int:lead_id>/<slug:kind>/", views.decide, name="lead-decide"),
]
