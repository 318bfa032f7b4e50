from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "zicha.casework.certificates"
    label = "certificates"
    verbose_name = "证书处理"
