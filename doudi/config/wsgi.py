"""WSGI 入口：the application that granian serves; unsafe settings stop it here."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from doudi.config.boot import refuse_powerful_role, refuse_unsafe_settings
from doudi.config.serving import read_templates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
refuse_unsafe_settings()
application = get_wsgi_application()
refuse_powerful_role()
resolve("/healthz")  # every page is loaded now, and not while the first officer waits
read_templates()
# What is loaded by now stays until the process ends: collecting must not walk over it again during a page.
gc.collect()
gc.freeze()
