"""办：one case."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The app of one label, one line of migrations, one `models.py` that gathers its leaves."""

    name = "doudi.casework"
    label = "casework"
    verbose_name = "办件"
