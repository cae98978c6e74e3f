"""档：who and where."""

from django.apps import AppConfig

from doudi.records.vault.selftest import refuse_broken_ciphers


class RecordsConfig(AppConfig):
    """The app of one label, one line of migrations, one `models.py` that gathers its leaves."""

    name = "doudi.records"
    label = "records"
    verbose_name = "档案"

    def ready(self) -> None:
        """Refuse to start on a machine whose ciphers do not give the published answers."""
        refuse_broken_ciphers()
