from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "zicha.casework.tenancy"
    label = "tenancy"
    verbose_name = "机构与成员"
