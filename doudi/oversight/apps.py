"""督：what is shown to everybody, and what the district looks into."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The app of one label, one line of migrations, one `models.py` that gathers its leaves."""

    name = "doudi.oversight"
    label = "oversight"
    verbose_name = "监督"
