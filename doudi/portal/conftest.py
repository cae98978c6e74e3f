"""居民页面的测试：a clone of the template in which the office is open."""

from doudi.web.tests.conftest import browser, django_db_setup, office

__all__ = ["browser", "django_db_setup", "office"]
