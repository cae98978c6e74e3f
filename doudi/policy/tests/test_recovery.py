"""Money paid too much or too little, month by month; schemes held twice; the fine for fraud."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.ask import KINDS, answer
from doudi.policy.question import read_question
from doudi.policy.reading import BadInput

FROM_JANUARY = [{"month": "2022-01", "persons": 1, "countable_income_monthly": 84}]


def asked(kind, facts, on="2022-10-20", values="example"):
    return answer(read_question({"ask": kind, "on": on, "values": values, "facts": facts}, Path(), KINDS))


def paid(**months):
    return [{"month": f"2022-{month[1:]}", "amount": amount} for month, amount in months.items()]


def test_a_car_bought_in_july_makes_three_months_overpaid_s18():
    told = asked(
        "recovery",
        {
            "standard": "rural",
            "facts_from": [{"month": "2022-01", "persons": 2, "countable_income_monthly": 648}],
            "stop_from": "2022-08",
            "paid": paid(m07=300, m08=300, m09=300, m10=300),
        },
    )
    assert told["overpaid_months"] == ["2022-08", "2022-09", "2022-10"]
    assert told["overpaid_total"] == "900.00"
    assert told["months"][0]["difference"] == "0.00"


def test_a_death_known_two_months_late_is_reckoned_with_each_months_standard_s19():
    told = asked(
        "recovery",
        {
            "standard": "rural",
            "facts_from": FROM_JANUARY,
            "stop_from": "2022-07",
            "paid": paid(m06=366, m07=390, m08=390),
        },
    )
    assert (told["overpaid_months"], told["overpaid_total"]) == (["2022-07", "2022-08"], "780.00")


def test_a_standard_issued_late_is_made_up_for_the_months_already_paid():
    told = asked(
        "recovery", {"standard": "rural", "facts_from": FROM_JANUARY, "paid": paid(m06=366, m07=366, m08=366)}
    )
    assert (told["arrears_months"], told["arrears_total"]) == (["2022-07", "2022-08"], "48.00")
    assert told["overpaid_total"] == "0.00"


def test_what_was_known_then_reckons_with_what_was_issued_then():
    facts = {"standard": "rural", "facts_from": FROM_JANUARY, "paid": paid(m07=366)}
    document = {
        "ask": "recovery",
        "on": "2022-07-05",
        "values": "example",
        "known_on": "2022-06-15",
        "facts": facts,
    }
    then = answer(read_question(document, Path(), KINDS))
    assert then["arrears_total"] == "0.00"


@pytest.mark.parametrize(
    ("acted_on", "least", "most"),
    [("2025-03-01", "12000.00", "36000.00"), ("2026-08-01", "0.00", "24000.00")],
)
def test_the_fine_for_fraud_follows_the_law_of_the_day_of_the_act_f9(acted_on, least, most):
    told = asked(
        "recovery",
        {
            "standard": "rural",
            "facts_from": FROM_JANUARY,
            "paid": [],
            "fraud": {"acted_on": acted_on, "amount": 12000},
        },
        on="2026-11-23",
    )
    assert (told["fine"]["least"], told["fine"]["most"]) == (least, most)


def test_months_before_the_first_fact_are_asked_for_not_guessed():
    with pytest.raises(BadInput, match="没有写 2021-12 的事实"):
        facts = {"standard": "rural", "facts_from": FROM_JANUARY, "paid": [{"month": "2021-12", "amount": 1}]}
        asked("recovery", facts)


@given(st.dictionaries(st.integers(1, 12), st.integers(0, 1000), max_size=12))
def test_paid_less_due_is_always_overpaid_less_arrears(months):
    rows = [{"month": f"2022-{month:02d}", "amount": amount} for month, amount in months.items()]
    told = asked("recovery", {"standard": "rural", "facts_from": FROM_JANUARY, "paid": rows}, on="2022-12-31")
    fen = {key: int(told[key].replace(".", "")) for key in ("overpaid_total", "arrears_total")}
    both = sum(int(row["difference"].replace(".", "")) for row in told["months"])
    assert fen["overpaid_total"] - fen["arrears_total"] == both


def holding(*holds):
    return {
        "persons": [
            {
                "id": "邓桂香",
                "holds": [dict(zip(("scheme", "from", "to"), each, strict=True)) for each in holds],
            }
        ]
    }


def test_dibao_ends_before_tekun_begins_s12():
    told = asked("exclusion", holding(("dibao", "2022-01", "2022-10"), ("tekun", "2022-11", None)))
    assert told["allowed"] is True


def test_one_month_of_both_is_found_with_its_month():
    told = asked("exclusion", holding(("dibao", "2022-01", "2022-11"), ("tekun", "2022-11", None)))
    assert told["allowed"] is False
    assert (told["conflicts"][0]["from"], told["conflicts"][0]["to"]) == ("2022-11", "2022-11")


def test_the_same_scheme_twice_is_found_and_temporary_aid_may_stand_beside_any():
    told = asked("exclusion", holding(("dibao", "2022-01", None), ("dibao", "2022-05", None)))
    assert told["conflicts"][0]["to"] is None
    beside = holding(
        ("temporary_aid", "2022-01", None), ("dibao", "2022-01", None), ("temporary_aid", "2022-01", None)
    )
    assert asked("exclusion", beside)["allowed"] is True


def test_a_month_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadInput, match="截止月早于起始月"):
        asked("exclusion", holding(("dibao", "2022-05", "2022-01")))
