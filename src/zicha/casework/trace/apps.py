from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "zicha.casework.trace"
    label = "trace"
    verbose_name = "操作留痕"
