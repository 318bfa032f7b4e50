"""What the web server runs in each of its workers."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from zicha.web.serving.leash import PARENT, hold_on

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicha.web.settings")
if PARENT in os.environ:
    # The web server that started this worker may be killed.
    hold_on()
application = get_wsgi_application()

# Every page's code now, not at its first visitor; then the collector never goes through it again, which takes a fifth of
# a second in which no page is answered.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
# A thread that has its rows from the database waits so long at most for one that draws a page.
sys.setswitchinterval(0.001)
