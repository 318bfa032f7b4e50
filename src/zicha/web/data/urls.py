"""Routes of the section 数据与筛查."""

from django.urls import path

from zicha.web.data import blank, deliveries, runs, views

urlpatterns = [
    path("", views.data, name="data"),
    path("upload/", deliveries.upload, name="data-upload"),
    path("blank-tables.zip", blank.blank_tables, name="data-blank-tables"),
    path("versions/", views.versions, name="data-versions"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:delivery_id>/progress/", deliveries.progress, name="delivery-progress"),
    path("deliveries/<int:delivery_id>/bad-cells/", deliveries.bad_cells, name="delivery-bad-cells"),
    path("deliveries/<int:delivery_id>/rejected.csv", deliveries.rejected, name="delivery-rejected"),
    path("deliveries/<int:delivery_id>/mending.xlsx", deliveries.mending, name="delivery-mending"),
    path("deliveries/<int:delivery_id>/commit/", deliveries.commit, name="delivery-commit"),
    path("deliveries/<int:delivery_id>/compare/", deliveries.compare, name="delivery-compare"),
    path("deliveries/<int:delivery_id>/withdraw/", deliveries.withdraw, name="delivery-withdraw"),
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.start, name="run-start"),
    path("runs/<int:run_id>/", runs.run, name="run"),
    path("runs/<int:run_id>/progress/", runs.progress, name="run-progress"),
    path("runs/<int:run_id>/cancel/", runs.cancel, name="run-cancel"),
    path("runs/<int:run_id>/outputs/<str:name>", runs.output, name="run-output"),
]
