from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "zicha.casework.leads"
    label = "leads"
    verbose_name = "线索核查"
