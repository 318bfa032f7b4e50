from django.urls import path

from zicha.web.members import joining

urlpatterns = [path("<str:token>/", joining.join, name="join")]
