"""Routes of the plan (自查方案)."""

from django.urls import path

from zicha.web.plan import question_views, task_views, team_views, views

urlpatterns = [
    path("", views.current, name="plan"),
    path("campaigns/", views.campaigns, name="campaigns"),
    path("open/", views.open_, name="plan-open"),
    path("<int:campaign_id>/", views.plan, name="plan-of"),
    path("<int:campaign_id>/change/", views.change, name="plan-change"),
    path("<int:campaign_id>/close/", views.close, name="plan-close"),
    path("<int:campaign_id>/document/", views.as_document, name="plan-document"),
    path("<int:campaign_id>/team/", team_views.join, name="team-join"),
    path("team/<int:team_member_id>/", team_views.duty, name="team-duty"),
    path("team/<int:team_member_id>/leave/", team_views.leave, name="team-leave"),
    path("<int:campaign_id>/tasks/", task_views.tasks, name="plan-tasks"),
    path("<int:campaign_id>/tasks/add/", task_views.add, name="task-add"),
    path("<int:campaign_id>/tasks/give/", task_views.give, name="tasks-give"),
    path("tasks/<int:task_id>/", task_views.task, name="task"),
    path("tasks/<int:task_id>/change/", task_views.change, name="task-change"),
    path("<int:campaign_id>/questions/", question_views.questions, name="plan-questions"),
    path("<int:campaign_id>/questions/add/", question_views.add, name="question-add"),
    path("<int:campaign_id>/questions/ask/", question_views.ask, name="questions-ask"),
    path("questions/<int:question_id>/", question_views.question, name="question"),
    path("questions/<int:question_id>/answer/", question_views.answer, name="question-answer"),
    path("questions/<int:question_id>/withdraw/", question_views.withdraw, name="question-withdraw"),
    path("questions/<int:question_id>/change/", question_views.change, name="question-change"),
]
