"""What the web server runs in each of its workers."""

import os

from django.core.wsgi import get_wsgi_application

from zicha.web.serving.leash import PARENT, hold_on

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicha.web.settings")
if PARENT in os.environ:
    # The web server that started this worker may be killed.
    hold_on()
application = get_wsgi_application()
