"""页面的测试：these pages read no table, so their tests have no database and fail if one is asked for."""

from __future__ import annotations

import os

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
django.setup()

from django.test import Client  # noqa: E402


@pytest.fixture
def browser() -> Client:
    """An officer's browser."""
    return Client()
