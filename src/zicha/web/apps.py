from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zicha.web"
    label = "web"
    verbose_name = "网站"

    def ready(self) -> None:
        # Registers its receivers; needs the models.
        import zicha.web.accounts.watching  # noqa: F401
