"""装配：what `doudi migrate` makes — database, keys, tables, page files, reference data — each only when it is missing."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from doudi.config import postgres
from doudi.records.access import Scope, act_now
from doudi.records.reference import load_reference
from doudi.records.staff.models import NaturalPerson
from doudi.records.vault.ciphers import Tampered
from doudi.records.vault.keys import make_keys
from doudi.records.vault.rotation import versions_in_use


@contextmanager
def database() -> Iterator[None]:
    """The database for the length of the block: the own server, started if need be, or the one named by URL."""
    if not settings.OWN_SERVER:
        yield
        return
    with postgres.served(settings.DATA):
        if not postgres.has_database(settings.DATA, settings.OWN_DATABASE):
            postgres.create_database(settings.DATA, settings.OWN_DATABASE)
        try:
            yield
        finally:
            connections.close_all()


def prepare() -> None:
    """Bring tables and reference data up to date and make missing keys. Inside `database()`; may run any number
    of times. Raises ImproperlyConfigured when the owner's address or the keys of sealed values are missing.
    """
    if "owner" not in settings.DATABASES:
        raise ImproperlyConfigured("迁移须以 doudi_owner 的身份进行：请设置 DATABASE_OWNER_URL 后重试。")
    call_command("migrate", database="owner", verbosity=0)
    _make_secret_key(settings.DATA / "secret.key")
    if not settings.VAULT_KEY_FILE.exists():
        if versions_in_use():
            raise ImproperlyConfigured(
                f"库中已有密封数据，但没有密钥文件 {settings.VAULT_KEY_FILE}：请从密钥备份中找回，切勿另造。"
            )
        make_keys(settings.VAULT_KEY_FILE)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_reference(by=act_now(Scope("安装", audits=True)))


def refuse_unready() -> None:
    """Raise ImproperlyConfigured when migrations wait, or when the keys do not open what is sealed."""
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ImproperlyConfigured("数据库还不是这一版的：请先运行 doudi migrate。")
    sample = NaturalPerson.objects.order_by("id").first()
    if sample is None:
        return
    try:
        sample.id_number.reveal()
    except Tampered:
        raise ImproperlyConfigured(
            f"密钥文件 {settings.VAULT_KEY_FILE} 打不开库中数据：请换回这个库的密钥文件。"
        ) from None


def _make_secret_key(path: Path) -> None:
    """A session key of our own, once, mode 0600; a production server reads it at its next start."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(48))
