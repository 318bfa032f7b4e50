"""Routes of decisions on certificates (证书处理)."""

from django.urls import path

from zicha.web.certificates import downloads, meeting_views, notice_views, views

urlpatterns = [
    path("", views.proposals, name="certificates"),
    path("propose/", views.propose, name="certificates-propose"),
    path("certificate/", views.certificate, name="certificate"),
    path("meetings/", meeting_views.meetings, name="certificate-meetings"),
    path("meetings/new/", meeting_views.new, name="certificate-meeting-new"),
    path("meetings/<int:meeting_id>/", meeting_views.meeting, name="certificate-meeting"),
    path("meetings/<int:meeting_id>/confirm/", meeting_views.confirm, name="certificate-meeting-confirm"),
    path("meetings/<int:meeting_id>/minutes.docx", downloads.minutes_file, name="certificate-minutes"),
    path("meetings/<int:meeting_id>/letters.zip", downloads.letters_file, name="certificate-letters"),
    path("follow/<slug:kind>/", notice_views.follow, name="certificates-follow"),
    path("follow/<slug:kind>/letter.docx", downloads.joint_letter, name="certificates-joint-letter"),
    path("notices/<int:notice_id>/receipt/", notice_views.receipt, name="certificate-receipt"),
    path("<int:proposal_id>/", views.proposal, name="certificate-proposal"),
    path("<int:proposal_id>/decide/", views.decide, name="certificate-decide"),
    path("<int:proposal_id>/withdraw/", views.withdraw, name="certificate-withdraw"),
    path("<int:proposal_id>/notice.docx", downloads.client_letter, name="certificate-client-letter"),
]
