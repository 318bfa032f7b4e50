from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zicha.web"
    label = "web"
    verbose_name = "网站"
