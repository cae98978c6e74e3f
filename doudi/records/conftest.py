"""档的测试：every leaf's tests share one server, and the cast of `tests.town`."""

from doudi.config.testing import committing, data_folder, django_db_setup, template_database

__all__ = ["committing", "data_folder", "django_db_setup", "template_database"]
