"""Routes of the section 自查报告."""

from django.urls import path

from zicha.web.report import editing, figures, filing, versions, views

urlpatterns = [
    path("", views.report, name="report"),
    path("pages/", views.pages, name="report-pages"),
    path("draft/<str:name>", views.draft, name="report-draft"),
    path("write/", editing.write, name="report-write"),
    path("points/<str:code>/", editing.point, name="report-point"),
    path("points/<str:code>/state/", editing.state, name="report-point-state"),
    path("no-findings/<int:no_finding_id>/withdraw/", editing.withdraw_ground, name="report-ground-withdraw"),
    path("figures/", figures.all_figures, name="report-figures"),
    path("figures/<str:key>/", figures.figure, name="report-figure"),
    path("figures/<str:key>/correct/", figures.correct, name="report-correct"),
    path("corrections/<int:correction_id>/withdraw/", figures.withdraw, name="report-correction-withdraw"),
    path("freeze/", versions.begin, name="report-freeze"),
    path("versions/", versions.versions, name="report-versions"),
    path("versions/<int:version_id>/", versions.version, name="report-version"),
    path("versions/<int:version_id>/progress/", versions.progress, name="report-version-progress"),
    path("versions/<int:version_id>/files/<str:name>", versions.download, name="report-file"),
    path("versions/<int:version_id>/differences/", versions.differences, name="report-differences"),
    path("versions/<int:version_id>/sign/", filing.sign, name="report-sign"),
    path("versions/<int:version_id>/scan/", filing.scan, name="report-scan"),
    path("scans/<int:seal_id>/withdraw/", filing.unbind, name="report-scan-withdraw"),
    path("versions/<int:version_id>/file/", filing.file, name="report-file-with"),
    path("versions/<int:version_id>/return/", filing.come_back, name="report-return"),
    path("filings/<int:filing_id>/receipt/", filing.receipt, name="report-receipt"),
    path("filings/<int:filing_id>/withdraw/", filing.withdraw, name="report-filing-withdraw"),
]
