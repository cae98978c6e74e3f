"""证据：every word stays, the day decides which counts, and what disagrees is shown."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from doudi.config.tests.town import DONGGANG, SHIQIAO, THE_DAY, Town, invented_id, moment
from doudi.records.access import Act, Duty, acting_as
from doudi.records.evidence.actions import AlreadyRetracted, note, retract
from doudi.records.evidence.models import CONCLUDED, DECLARED, REGISTER, Evidence
from doudi.records.evidence.queries import PRECEDENCE, Picked, _pick, history, picture, told
from doudi.records.people.actions import found_household, move_household, register_person
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, WrongPost
from doudi.records.vault.keys import add_version
from doudi.records.vault.rotation import reseal_all, versions_in_use
from doudi.records.vault.secret import Secret

PENSION = "pension_month_fen"


@pytest.fixture
def lan(town: Town, request: pytest.FixtureRequest) -> Person:
    request.getfixturevalue("committing" if request.node.get_closest_marker("postgres") else "db")
    return register_person(
        area=town.area(DONGGANG), name="林秀兰", id_number=invented_id("19500412", 12), by=town.act("lin")
    )


def centre(town: Town, day: date = THE_DAY) -> Act:
    """The verification centre of the district, as a job."""
    scope = town.act("zhou").scope
    duty = Duty("verification_clerk", scope.areas)
    return Act(type(scope)("核对中心", scope.areas, (duty,)), moment(day))


def declare(town: Town, lan: Person, value: object, day: date = THE_DAY, **more: object) -> Evidence:
    words: dict[str, Any] = {
        "about": lan,
        "fact": PENSION,
        "source": DECLARED,
        "said_by": "林秀兰",
        "said_on": day,
        "value": value,
    }
    return note(**(words | more), by=town.act("lin", day))


def answer(town: Town, lan: Person, value: object, day: date = THE_DAY, source: str = REGISTER) -> Evidence:
    words: dict[str, Any] = {
        "about": lan,
        "fact": PENSION,
        "source": source,
        "said_by": "人社局",
        "said_on": day,
        "value": value,
    }
    return note(**words, by=centre(town, day))


def read(town: Town, lan: Person, on: date, **more: object) -> Picked | None:
    by = town.act("zhou", on)
    with acting_as(by.scope):
        return picture(lan, on, by, **more).get(PENSION)  # type: ignore[arg-type]


def test_a_register_counts_before_a_word_and_the_word_is_shown_beside_it(town: Town, lan: Person) -> None:
    declare(town, lan, 10_800)
    answer(town, lan, 12_300)
    picked = read(town, lan, THE_DAY)
    assert picked is not None
    assert (picked.value, [row.value for row in picked.disagreements]) == (12_300, [10_800])
    assert told(picked) == "依部门数据（人社局，2022-03-07）；本人申报（林秀兰，2022-03-07）不同"


def test_the_centres_conclusion_settles_it(town: Town, lan: Person) -> None:
    declare(town, lan, 10_800)
    answer(town, lan, 12_300)
    answer(town, lan, 10_800, source=CONCLUDED)
    picked = read(town, lan, THE_DAY)
    assert picked is not None and picked.value == 10_800
    assert [row.source for row in picked.disagreements] == [REGISTER]


def test_a_register_that_did_not_know_gives_way_to_one_who_did(town: Town, lan: Person) -> None:
    declare(town, lan, 10_800)
    answer(town, lan, None)
    picked = read(town, lan, THE_DAY)
    assert picked is not None and (picked.value, picked.disagreements) == (10_800, ())


def test_nothing_said_is_nothing_and_asked_in_vain_is_unknown(town: Town, lan: Person) -> None:
    assert read(town, lan, THE_DAY) is None
    answer(town, lan, None)
    picked = read(town, lan, THE_DAY)
    assert picked is not None and picked.value is None


def test_every_day_keeps_its_own_reading(town: Town, lan: Person) -> None:
    april = date(2022, 4, 1)
    declare(town, lan, 10_800)
    declare(town, lan, 11_500, april)
    readings = [
        read(town, lan, day) for day in (THE_DAY - timedelta(days=1), THE_DAY, date(2022, 3, 31), april)
    ]
    assert [row and row.value for row in readings] == [None, 10_800, 10_800, 11_500]


def test_what_was_known_later_does_not_change_what_was_known_then(town: Town, lan: Person) -> None:
    april = date(2022, 4, 1)
    declare(town, lan, 10_800)
    declare(town, lan, 9_000, april, holds_on=THE_DAY)
    as_it_was = read(town, lan, THE_DAY, known_at=moment(THE_DAY))
    as_it_is = read(town, lan, THE_DAY)
    assert [row and row.value for row in (as_it_was, as_it_is)] == [10_800, 9_000]


def test_a_slip_taken_back_counts_no_more_but_stays_legible(town: Town, lan: Person) -> None:
    slip = declare(town, lan, 108_000)
    later = town.act("lin", THE_DAY + timedelta(days=1))
    retract(evidence=slip, why="多打一个零", by=later)
    assert read(town, lan, later.day) is None
    before = read(town, lan, THE_DAY, known_at=moment(THE_DAY))
    assert before is not None and before.value == 108_000
    with acting_as(later.scope):
        assert [row.retraction.why for row in history(lan, PENSION, later)] == ["多打一个零"]
    with pytest.raises(AlreadyRetracted):
        retract(evidence=slip, why="再次", by=later)


def test_an_illness_lies_sealed(town: Town, lan: Person) -> None:
    declare(town, lan, None, sealed=Secret("慢性肾功能衰竭"))
    picked = read(town, lan, THE_DAY)
    assert picked is not None and (str(picked.value), picked.value.reveal()) == ("***", "慢性肾功能衰竭")


@pytest.mark.parametrize(
    "wrong",
    [
        {"said_on": THE_DAY + timedelta(days=1)},
        {"said_by": " "},
        {"sealed": Secret("x")},
        {"paper_sm3": b"short"},
    ],
)
def test_half_told_evidence_is_refused(town: Town, lan: Person, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        declare(town, lan, 10_800, **wrong)


def test_money_is_whole_and_a_register_is_answered_for_by_the_centre(town: Town, lan: Person) -> None:
    with pytest.raises(TypeError):
        declare(town, lan, 108.0)
    with pytest.raises(WrongPost):
        declare(town, lan, 10_800, source=REGISTER)


@pytest.mark.parametrize("change", ["UPDATE {} SET fact = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("alias", ["default", "owner"])
@pytest.mark.postgres
def test_nobody_rewrites_evidence(town: Town, lan: Person, alias: str, change: str) -> None:
    declare(town, lan, 10_800)
    refused = pytest.raises(DatabaseError, match=r"只增不改|permission denied")
    with acting_as(town.act("lin").scope), refused, transaction.atomic(using=alias):
        connections[alias].cursor().execute(change.format("records_evidence"))


@pytest.mark.postgres
def test_evidence_follows_its_subject_into_another_township(town: Town, lan: Person) -> None:
    declare(town, lan, 10_800)
    home = found_household(area=town.area(DONGGANG), head=lan, address="", since=THE_DAY, by=town.act("lin"))
    move_household(household=home, area=town.area(SHIQIAO), address="桥头", why="迁居", by=town.act("lin"))
    for clerk, many in (("lin", 0), ("qian", 1)):
        with acting_as(town.act(clerk).scope):
            assert Evidence.objects.count() == many


@pytest.mark.postgres
def test_evidence_that_nobody_may_change_is_still_sealed_under_a_new_key(
    town: Town, lan: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(town, lan, None, sealed=Secret("慢性肾功能衰竭"))
    copy = Path(shutil.copy(settings.VAULT_KEY_FILE, tmp_path))
    monkeypatch.setattr(settings, "VAULT_KEY_FILE", copy)
    new = add_version(copy)
    assert reseal_all() > 0
    assert set(versions_in_use()) == {new}
    picked = read(town, lan, THE_DAY)
    assert picked is not None and picked.value.reveal() == "慢性肾功能衰竭"


WORDS = st.builds(
    Evidence,
    fact=st.just(PENSION),
    source=st.sampled_from(PRECEDENCE),
    holds_on=st.dates(date(2022, 1, 1), date(2022, 1, 9)),
    value=st.none() | st.integers(0, 3),
)


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_the_pick_is_the_latest_word_of_the_first_source_that_knew(words: list[Evidence]) -> None:
    said = sorted(words, key=lambda row: row.holds_on, reverse=True)
    latest = [next((row for row in said if row.source == source), None) for source in PRECEDENCE]
    knowing = [row for row in latest if row is not None and row.value is not None]
    picked = _pick(said, PRECEDENCE)
    assert picked is not None
    if knowing:
        assert picked.evidence is knowing[0]
        assert {row.source for row in picked.disagreements} == {
            row.source for row in knowing if row.value != knowing[0].value
        }
    else:
        assert picked.value is None and picked.disagreements == ()
