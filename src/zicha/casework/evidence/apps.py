from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "zicha.casework.evidence"
    label = "evidence"
    verbose_name = "证据"
