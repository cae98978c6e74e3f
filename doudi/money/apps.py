"""款：what is paid."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """The app of one label, one line of migrations, one `models.py` that gathers its leaves."""

    name = "doudi.money"
    label = "money"
    verbose_name = "资金"
