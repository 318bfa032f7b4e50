"""Routes of the private link (获证组织答复)."""

from django.urls import path

from zicha.web.orders import answering

urlpatterns = [
    path("<str:token>/", answering.answer, name="order-answer"),
    path("<str:token>/files/", answering.add_files, name="order-answer-files"),
    path("<str:token>/files/<int:file_id>/withdraw/", answering.withdraw, name="order-answer-withdraw"),
]
