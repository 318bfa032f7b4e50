from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "zicha.casework.deliveries"
    label = "deliveries"
    verbose_name = "数据与筛查"
