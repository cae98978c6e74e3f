"""The form and the question file say the same, whatever is typed, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.reading import BadInput
from doudi.web.trial.draft import Draft, Income, read_draft
from doudi.web.trial.examples import Example, examples
from doudi.web.trial.explanation import explain
from doudi.web.trial.files import draft_from, file_text
from doudi.web.trial.question import decide_document, field_name, to_document, to_draft, try_draft
from doudi.web.typed import as_amount_text, as_day_text

FIELD = r"(members|supporters)-\d{1,2}-[a-z_]{1,12}(-\d{1,3}-[a-z]{1,6})?"


def a_person() -> Draft:
    draft = Draft(on="2022-04-28", values="example")
    draft.new_member()
    return draft


def wrong(draft: Draft) -> dict[str, str]:
    return try_draft(draft).errors


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.key)
def test_an_example_through_the_form_gives_the_answer_of_its_file(example: Example) -> None:
    tried = try_draft(to_draft(example.document))
    assert tried.errors == {}
    assert tried.decided is not None
    assert tried.decided.answer == decide_document(example.document).answer


@pytest.mark.parametrize("example", examples()[:12], ids=lambda each: each.key)
def test_a_file_taken_away_and_brought_back_is_the_same_draft(example: Example) -> None:
    draft = to_draft(example.document)
    assert draft_from(file_text(to_document(draft))) == draft


def test_the_scenarios_come_first_among_the_examples() -> None:
    assert [each.key for each in examples()][:1] == ["s01.1"]
    assert "s02.1" in [each.key for each in examples()]


def test_every_wrong_field_is_named_at_once_and_in_chinese() -> None:
    draft = a_person()
    draft.on, draft.homes, draft.financial = "2022-13-01", "一套", "-5"
    draft.members[0].birth, draft.members[0].category = "八月", "mental"
    draft.members[0].income = [Income("wage", "很多"), Income("", "30"), Income("pension", "")]
    draft.new_supporter()
    draft.supporters[0].supports, draft.supporters[0].family_size = [], "0"
    assert set(wrong(draft)) == {
        "on", "homes", "financial", "members-0-birth", "members-0-grade", "members-0-income-0-amount",
        "members-0-income-1-kind", "members-0-income-2-amount", "supporters-0-supports", "supporters-0-family_size",
    }  # fmt: skip
    assert all(sentence.endswith("。") for sentence in wrong(draft).values())


def test_contradictions_on_the_page_are_told_beside_the_tick() -> None:
    draft = a_person()
    draft.members[0].no_income, draft.members[0].income = True, [Income("wage", "100")]
    draft.members[0].self_care_failed = ["eating"]
    draft.new_supporter()
    draft.no_supporters = True
    assert set(wrong(draft)) == {"members-0-no_income", "members-0-care_assessed", "no_supporters"}


def test_two_people_of_one_name_are_told_apart_before_anything_else() -> None:
    draft = a_person()
    draft.new_member()
    draft.members[1].id = draft.members[0].id
    assert set(wrong(draft)) == {"members-1-id"}


def test_a_day_without_a_standard_is_told_at_the_place() -> None:
    draft = a_person()
    draft.on = "2001-01-01"
    assert "低保标准" in wrong(draft)["values"]


def test_a_place_that_is_no_choice_is_never_looked_up() -> None:
    for place in ("../..", "/etc", "places/../../values/example", ""):
        with pytest.raises(BadInput) as refused:
            decide_document({"ask": "household", "on": "2022-04-28", "values": place, "facts": {}})
        assert refused.value.path == "values"


def test_blank_is_not_known_and_zero_is_none() -> None:
    draft = a_person()
    assert "income" not in to_document(draft)["facts"]["members"][0]
    assert "supporters" not in to_document(draft)["facts"]
    draft.members[0].no_income, draft.no_supporters = True, True
    assert to_document(draft)["facts"]["members"][0]["income"] == []
    assert to_document(draft)["facts"]["supporters"] == []


def test_what_is_missing_leads_to_its_field() -> None:
    tried = try_draft(a_person())
    assert tried.decided is not None
    told = explain(tried.decided)
    assert told.classification == "unknown"
    assert "members-0-birth" in [need.field for need in told.needs]
    assert not any("facts." in found.because for group in told.groups for found in group.findings)


def test_a_member_taken_out_takes_their_support_along() -> None:
    draft = a_person()
    draft.new_member()
    draft.new_member()
    draft.new_supporter()
    draft.supporters[0].supports = [0, 2]
    draft.remove_member(0)
    assert [member.id for member in draft.members] == ["乙", "丙"]
    assert draft.supporters[0].supports == [1]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("facts.members[1].birth", "members-1-birth"),
        ("facts.members[0].income[2].monthly", "members-0-income-2-amount"),
        ("facts.members[0].income", "members-0-income"),
        ("facts.members[0].spending_year.medical", "members-0-medical"),
        ("facts.members[0].disability.grade", "members-0-grade"),
        ("facts.supporters[3].supports[0]", "supporters-3-supports"),
        ("facts.assets.homes", "homes"),
        ("facts.assets", "assets"),
        ("known_on", "known_on"),
    ],
)
def test_a_path_of_the_question_file_is_a_field_of_the_page(path: str, name: str) -> None:
    assert field_name(path) == name


@given(st.dates().map(str))
def test_a_day_may_be_written_in_three_ways(day: str) -> None:
    year, month, number = day.split("-")
    assert as_day_text(f"{year}{month}{number}") == day
    assert as_day_text(f"{year}年{int(month)}月{int(number)}日") == day
    assert as_day_text(day) == day


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_an_amount_may_carry_commas_and_its_unit(yuan: int, fen: int) -> None:
    assert as_amount_text(f"{yuan:,}.{fen:02} 元") == f"{yuan}.{fen:02}"


@given(st.text(max_size=30))
def test_anything_typed_is_shown_again_or_refused_beside_its_field(text: str) -> None:
    posted = QueryDict(mutable=True)
    posted.update({"on": "2022-04-28", "values": "example", "members-0-id": "甲", "financial": text})
    draft = read_draft(posted, Draft())
    tried = try_draft(draft)
    assert set(tried.errors) <= {"financial"}
    assert bool(tried.errors) != (tried.decided is not None)


@settings(max_examples=40)
@given(st.dictionaries(st.from_regex(FIELD, fullmatch=True), st.text(max_size=12), max_size=12))
def test_no_form_however_strange_breaks_the_page(fields: dict[str, str]) -> None:
    posted = QueryDict(mutable=True)
    posted.update({"on": "2022-04-28", "values": "example", "standard": "rural", **fields})
    tried = try_draft(read_draft(posted, Draft()))
    assert (tried.decided is None) == bool(tried.errors)
