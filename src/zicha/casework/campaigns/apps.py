from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zicha.casework.campaigns"
    label = "campaigns"
    verbose_name = "自查活动"
