"""编号：version 7, in the order in which they are made, never twice."""

from concurrent.futures import ThreadPoolExecutor

from doudi.records.clock import machine_now
from doudi.records.ids import new_id


def test_numbers_made_one_after_the_other_only_grow() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_make_the_same_number() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [
            number
            for each in pool.map(lambda _: [new_id() for _ in range(2_000)], range(8))
            for number in each
        ]
    assert len(set(made)) == 16_000


def test_a_number_says_its_version_and_its_millisecond() -> None:
    before = int(machine_now().timestamp() * 1000)
    number = new_id()
    assert (number.version, number.variant) == (7, "specified in RFC 4122")
    assert 0 <= (number.int >> 80) - before < 60_000
