"""登录状态：who a request comes from, read anew each time — session, account with its person, second factor.

Django's own ways, each with its question put into words once: every page asks these three before anything else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django_otp.middleware import OTPMiddleware

from doudi.records.clock import machine_now
from doudi.records.staff.models import Officer, SecondFactor
from doudi.records.worded import worded


class SessionStore(DatabaseSessions):
    """Sessions in the database: ended there, they are ended everywhere at once."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = _sessions(str(self.session_key), machine_now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class OfficerBackend(ModelBackend):
    """Accounts by their password; a closed one is nobody."""

    def get_user(self, user_id: Any) -> Officer | None:
        found = _officers(UUID(str(user_id)))
        return found[0] if found and self.user_can_authenticate(found[0]) else None


class SecondFactorMiddleware(OTPMiddleware):
    """The second factor that a session named when it was passed; it must still be there and be the officer's."""

    def _device_from_persistent_id(self, persistent_id: str) -> SecondFactor | None:
        label, _, number = persistent_id.rpartition("/")
        if label != SecondFactor.model_label() or not number.isdigit():
            return None
        return next(iter(_second_factors(UUID(int=int(number)))), None)


@worded
def _sessions(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@worded
def _officers(number: UUID) -> QuerySet[Officer]:
    return Officer.objects.filter(pk=number).select_related("person")


@worded
def _second_factors(number: UUID) -> QuerySet[SecondFactor]:
    return SecondFactor.objects.filter(pk=number)
