"""档的测试：every leaf's tests share one server, and the cast of `town`."""

from doudi.config.tests.database import committing, data_folder, django_db_setup, template_database, town

__all__ = ["committing", "data_folder", "django_db_setup", "template_database", "town"]
