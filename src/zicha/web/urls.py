"""Every route (路由). Each names its permission on its view; `tests/routes` walks them all."""

from django.urls import include, path

from zicha.web.operations import views as operations

handler400 = "zicha.web.errors.bad_request"
handler403 = "zicha.web.errors.forbidden"
handler404 = "zicha.web.errors.not_found"
handler500 = "zicha.web.errors.server_error"

urlpatterns = [
    path("health", operations.health, name="health"),
    path("", include("zicha.web.home.urls")),
    path("help/", include("zicha.web.help.urls")),
    path("operations/", include("zicha.web.operations.urls")),
    path("setup/", include("zicha.web.setup.urls")),
    path("accounts/", include("allauth.urls")),
    path("account-changes/", include("zicha.web.accounts.urls")),
    path("members/", include("zicha.web.members.urls")),
    path("join/", include("zicha.web.members.joining_urls")),
    path("data/", include("zicha.web.data.urls")),
    path("plan/", include("zicha.web.plan.urls")),
    path("leads/", include("zicha.web.leads.urls")),
    path("problems/", include("zicha.web.problems.urls")),
    path("problems/orders/", include("zicha.web.orders.urls")),
    path("answer/", include("zicha.web.orders.answering_urls")),
    path("certificates/", include("zicha.web.certificates.urls")),
    path("evidence/", include("zicha.web.evidence.urls")),
    path("report/", include("zicha.web.report.urls")),
    path("trace/", include("zicha.web.trace.urls")),
]
