"""窗：an app without tables, so that Django finds its templates, its static files and its tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for officers."""

    name = "doudi.web"
    label = "web"
    verbose_name = "页面"
