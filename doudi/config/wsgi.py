"""WSGI 入口：the application that granian serves; unsafe settings stop it here."""

import os

from django.core.wsgi import get_wsgi_application

from doudi.config.boot import refuse_powerful_role, refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
refuse_unsafe_settings()
application = get_wsgi_application()
refuse_powerful_role()
