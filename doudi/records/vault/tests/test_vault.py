"""保险柜：what is sealed opens in its own place only, prints nothing, and outlives its key."""

import json
import pickle
import stat
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from doudi.config.tests.town import DONGGANG, Town, invented_id
from doudi.records.access import Act, acting_as
from doudi.records.people.actions import register_person
from doudi.records.people.models import Person
from doudi.records.people.queries import find_people
from doudi.records.vault import masks, rotation
from doudi.records.vault.ciphers import Tampered, sm3, sm4_open, sm4_seal
from doudi.records.vault.keys import add_version, keys, make_keys
from doudi.records.vault.rotation import reseal_all, versions_in_use
from doudi.records.vault.secret import Secret, plain_form
from doudi.records.vault.selftest import SM3_OF_ABC, refuse_broken_ciphers

KEY = b"0123456789abcdef"


def test_sm3_gives_the_published_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sm3(b"abc").hex() == SM3_OF_ABC
    refuse_broken_ciphers()
    monkeypatch.setattr("doudi.records.vault.selftest.sm3", lambda data: bytes(32))
    with pytest.raises(ImproperlyConfigured, match="自检未通过"):
        refuse_broken_ciphers()


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_is_sealed_opens_to_the_same(plain: bytes, place: bytes) -> None:
    assert sm4_open(KEY, sm4_seal(KEY, plain, place), place) == plain


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_flipped_bit_opens(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(sm4_seal(KEY, plain, b"here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered):
        sm4_open(KEY, bytes(sealed), b"here")


def test_a_secret_prints_as_stars_everywhere() -> None:
    secret = Secret("990204195004120121")
    assert {str(secret), repr(secret), f"{secret}", f"{secret:>20}", f"{[secret]}"} == {"***", "[***]"}
    for leak in (json.dumps, pickle.dumps, hash):
        with pytest.raises(TypeError):
            leak(secret)


@pytest.mark.parametrize(
    "typed", ["９９０２０４19500412012x", " 990204 19500412 012X ", "990204-19500412-012Ｘ"]
)
def test_a_number_has_one_spelling_however_typed(typed: str) -> None:
    assert plain_form(typed) == "99020419500412012X"


def test_masks_show_what_they_may() -> None:
    assert masks.id_number(Secret("99020419500412012X")) == "9****************X"
    assert masks.account(Secret("6200990204000012345")) == "***************2345"
    assert [masks.public_name(name) for name in ("林秀兰", "冯伟", "冯")] == ["林*兰", "冯*", "冯"]


@pytest.fixture
def lan(committing: str, town: Town) -> Person:
    """林秀兰 of 东岗村, with number and telephone."""
    return register_person(
        area=town.area(DONGGANG),
        name="林秀兰",
        id_number=invented_id("19500412", 12),
        phone=Secret("19900001234"),
        by=town.act("lin"),
    )


def raw(statement: str) -> list[tuple[object, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def test_the_database_holds_no_plain_number(lan: Person) -> None:
    ((kept,),) = raw("SELECT string_agg(p::text, '') FROM records_person p")
    plain = invented_id("19500412", 12).reveal()
    for shape in (plain, plain.encode().hex(), plain[-4:].encode().hex(), b"19900001234".hex()):
        assert shape not in str(kept)


def test_a_value_moved_to_another_row_or_column_does_not_open(lan: Person, town: Town) -> None:
    other = register_person(
        area=town.area(DONGGANG), name="赵广田", id_number=invented_id("19480903", 11), by=town.act("lin")
    )
    raw(
        f"UPDATE records_person SET id_number = (SELECT id_number FROM records_person WHERE id = '{lan.pk}'),"
        f" phone = id_number WHERE id = '{other.pk}'"
    )
    with acting_as(town.act("lin").scope):
        moved = Person.objects.get(pk=other.pk)
        assert Person.objects.get(pk=lan.pk).id_number == invented_id("19500412", 12)
    for secret in (moved.id_number, moved.phone):
        assert secret is not None
        with pytest.raises(Tampered):
            secret.reveal()


def test_rotation_may_stop_half_way_and_nothing_is_lost(
    lan: Person, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = town.act("lin")
    for serial in range(20, 30):
        register_person(
            area=town.area(DONGGANG), name="王秀英", id_number=invented_id("19600101", serial), by=by
        )
    old = keys().current
    monkeypatch.setattr(settings, "VAULT_KEY_FILE", _copy_of_keys(tmp_path))
    new = add_version(settings.VAULT_KEY_FILE)

    def dies_after_four(table: str, rows: int) -> None:
        if table == "records_person":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal_all(batch=4, told=dies_after_four)
    assert set(versions_in_use()) == {old, new}
    _all_are_found(by, 11)
    assert reseal_all(batch=4) > 0
    assert set(versions_in_use()) == {new}
    _all_are_found(by, 11)
    assert reseal_all() == 0


def _copy_of_keys(folder: Path) -> Path:
    copy = folder / "keys.json"
    copy.write_text(Path(settings.VAULT_KEY_FILE).read_text())
    copy.chmod(0o600)
    return copy


def _all_are_found(by: Act, many: int) -> None:
    with acting_as(by.scope):
        people = list(Person.objects.all())
        assert len(people) == many
        for person in people:
            assert person.id_number is not None
            assert [each.pk for each in find_people(person.id_number.reveal(), by)] == [person.pk]


def test_sealed_models_are_all_known_to_rotation() -> None:
    assert {model.__name__ for model in rotation.sealed_models()} >= {
        "Person",
        "BankAccount",
        "NaturalPerson",
    }


def test_a_key_file_open_to_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    make_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    monkeypatch.setattr(settings, "VAULT_KEY_FILE", path)
    assert keys().current == 1
    with pytest.raises(FileExistsError):
        make_keys(path)
    path.chmod(0o644)
    add = path.read_text()
    path.write_text(add)
    with pytest.raises(ImproperlyConfigured, match="600"):
        keys()


def test_a_lost_key_says_what_to_do(
    lan: Person, town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAULT_KEY_FILE", tmp_path / "gone.json")
    with acting_as(town.act("lin").scope):
        held = Person.objects.get(pk=lan.pk)
    assert held.id_number is not None
    with pytest.raises(ImproperlyConfigured, match="密钥备份"):
        held.id_number.reveal()
    assert held.born == date(1950, 4, 12)
