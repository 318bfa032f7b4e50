"""Routes of problems (问题整改)."""

from django.urls import path

from zicha.web.problems import steps, views

urlpatterns = [
    path("", views.problems, name="problems"),
    path("new/", views.new, name="problem-new"),
    path("<int:problem_id>/", views.problem, name="problem"),
    path("<int:problem_id>/measures/", views.measures, name="problem-measures"),
    path("<int:problem_id>/found/", views.found, name="problem-found"),
    path("<int:problem_id>/sweep/", steps.sweep, name="problem-sweep"),
    path("<int:problem_id>/sweep-by-hand/", steps.sweep_by_hand, name="problem-sweep-by-hand"),
    path("<int:problem_id>/sweeping/", views.sweeping, name="problem-sweeping"),
    path("<int:problem_id>/submit/", steps.submit, name="problem-submit"),
    path("<int:problem_id>/return/", steps.return_, name="problem-return"),
    path("<int:problem_id>/verify/", steps.verify, name="problem-verify"),
    path("<int:problem_id>/effect/", steps.effect, name="problem-effect"),
    path("<int:problem_id>/close/", steps.close, name="problem-close"),
    path("<int:problem_id>/reopen/", steps.reopen, name="problem-reopen"),
    path("<int:problem_id>/assign/", steps.assign, name="problem-assign"),
    path("<int:problem_id>/extend/", steps.extend, name="problem-extend"),
    path("<int:problem_id>/change/", steps.change, name="problem-change"),
]
