"""设置的测试：the same server and cast as the records."""

from doudi.config.tests.database import committing, data_folder, django_db_setup, template_database, town

__all__ = ["committing", "data_folder", "django_db_setup", "template_database", "town"]
