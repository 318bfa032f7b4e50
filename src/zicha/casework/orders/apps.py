from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "zicha.casework.orders"
    label = "orders"
    verbose_name = "整改通知"
