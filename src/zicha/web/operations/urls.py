from django.urls import path

from zicha.web.operations import views

urlpatterns = [
    path("", views.overview, name="operations"),
    path("jobs/<int:job_id>/retry/", views.retry_job, name="retry_job"),
    path("jobs/<int:job_id>/cancel/", views.cancel_job, name="cancel_job"),
]
