"""窗：an app without tables, so that Django finds its templates and its style."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for residents."""

    name = "doudi.portal"
    label = "portal"
    verbose_name = "居民页面"
