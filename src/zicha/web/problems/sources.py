"""What a problem may be opened from besides leads (立项来源): a question of the plan answered 不符合."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest

from zicha.casework.tenancy.scoped import BodyModel

FROM = {"question": ("campaigns", "Question")}


def source_of(request: HttpRequest) -> BodyModel | None:
    """The row an address names, as ?question=12; None where it names none of this body."""
    said = request.POST if request.method == "POST" else request.GET
    for name, (app, model_name) in FROM.items():
        key = said.get(name, "")
        if not (key.isascii() and key.isdigit() and len(key) < 16):
            continue
        try:
            model = apps.get_model(app, model_name)
        except LookupError:
            continue
        return model.objects.filter(pk=int(key)).first()
    return None
