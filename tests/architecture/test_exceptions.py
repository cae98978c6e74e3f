"""A list of exceptions stays honest: each entry has a reason and goes when it is no longer needed."""

from tests.architecture.sources import weigh

REASON = "a reason long enough to be one"


def test_a_finding_outside_the_list_is_a_complaint() -> None:
    assert weigh({"a.py": ["line 1: wrong"]}, {}) == ["a.py: line 1: wrong"]


def test_a_finding_on_the_list_is_none() -> None:
    assert weigh({"a.py": ["line 1: wrong"]}, {"a.py": REASON}) == []


def test_an_entry_that_excuses_nothing_is_a_complaint() -> None:
    assert weigh({}, {"a.py": REASON}) == ["a.py: this exception is no longer needed"]


def test_an_entry_without_a_reason_is_a_complaint() -> None:
    assert weigh({"a.py": ["line 1: wrong"]}, {"a.py": "because"}) == ["a.py: an exception needs a reason"]
