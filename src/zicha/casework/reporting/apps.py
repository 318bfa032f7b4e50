from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "zicha.casework.reporting"
    label = "reporting"
    verbose_name = "自查报告"
