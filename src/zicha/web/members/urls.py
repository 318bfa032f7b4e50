from django.urls import path

from zicha.web.members import views

urlpatterns = [
    path("", views.members, name="members"),
    path("roles/", views.roles, name="roles"),
    path("invite/", views.send_invitation, name="invite"),
    path("<int:member_id>/", views.member, name="member"),
    path("<int:member_id>/password-link/", views.password_link, name="password_link"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw, name="withdraw_invitation"),
]
