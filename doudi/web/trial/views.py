"""试算：one form for a household, and its answer with every figure. Nothing is stored, so a POST answers at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from doudi.policy.figures import Figures
from doudi.policy.question import as_day, yuan
from doudi.policy.reading import BadInput
from doudi.records.clock import business_now, china_day
from doudi.web.trial import words
from doudi.web.trial.comparison import Comparison, compare
from doudi.web.trial.draft import MOST_INCOMES, MOST_MEMBERS, MOST_SUPPORTERS, Draft, Income, read_draft
from doudi.web.trial.examples import example_of, examples
from doudi.web.trial.explanation import Explanation, explain
from doudi.web.trial.files import draft_from, file_text
from doudi.web.trial.places import OWN, district_names, example_place_names, place_of
from doudi.web.trial.question import Errors, Tried, decide_document, to_document, to_draft, try_draft
from doudi.web.working import public_page

REFUSED = 422
CALCULATE = "calculate"


@dataclass(frozen=True)
class Page:
    """What the page shows: the draft, what is wrong with it, the answer, and which field gets the cursor."""

    draft: Draft
    errors: Errors
    told: Explanation | None = None
    comparison: Comparison | None = None
    previous: str = ""
    focus: str = ""


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """The form: empty, or from an example (`?example=s02.1`); a POST adds a row, takes one away or reckons."""
    if request.method == "POST":
        draft = read_draft(request.POST, Draft())
        wish = request.POST.get("do", CALCULATE)
        if wish != CALCULATE:
            focus = change_rows(draft, wish)
            return _shown(request, Page(draft, {}, previous=request.POST.get("previous", ""), focus=focus))
        return _reckoned(request, draft, request.POST.get("previous", ""))
    example = example_of(request.GET.get("example", ""))
    if example is None:
        return _shown(request, Page(_empty(), {}))
    return _reckoned(request, to_draft(example.document), "")


@public_page
@never_cache
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Read a question file, uploaded or pasted, into the form and answer it; nothing of it is kept."""
    sent = request.FILES.get("file")
    pasted = request.POST.get("text", "")
    try:
        text = sent.read().decode("utf-8-sig") if sent else pasted
        draft = draft_from(text)
    except UnicodeDecodeError:
        errors = {"file": gettext("文件不是 UTF-8 编码，请另存为 UTF-8。")}
        return _shown(request, Page(_empty(), errors), pasted)
    except BadInput as error:
        return _shown(request, Page(_empty(), {"file": str(error)}), text)
    return _reckoned(request, draft, "")


@public_page
@require_POST
def question_file(request: HttpRequest) -> HttpResponse:
    """The form as a question file to take away; a draft that cannot be answered yet is given as it stands."""
    document = to_document(read_draft(request.POST, Draft()))
    name = quote(f"{document['name'] or gettext('试算')}.yaml")
    response = HttpResponse(file_text(document), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def change_rows(draft: Draft, wish: str) -> str:
    """Add or take away the row that a button names (`remove-member-1`); the field that gets the cursor."""
    verb, _, rest = wish.partition("-")
    kind, _, numbers = rest.partition("-")
    places = [int(each) for each in numbers.split("-") if each.isdecimal()]
    changes: dict[tuple[str, str], Callable[[], str]] = {
        ("add", "member"): lambda: _add_member(draft),
        ("remove", "member"): lambda: _remove_member(draft, places[0]),
        ("add", "income"): lambda: _add_income(draft, places[0]),
        ("remove", "income"): lambda: _remove_income(draft, places[0], places[1]),
        ("add", "supporter"): lambda: _add_supporter(draft),
        ("remove", "supporter"): lambda: _remove_supporter(draft, places[0]),
    }
    change = changes.get((verb, kind))
    try:
        return change() if change else ""
    except IndexError:  # the page was older than the rows it names; it is shown again as it now stands
        return ""


def _add_member(draft: Draft) -> str:
    if len(draft.members) < MOST_MEMBERS:
        draft.new_member()
    return f"members-{len(draft.members) - 1}-id"


def _remove_member(draft: Draft, at: int) -> str:
    draft.remove_member(at)
    return f"members-{max(at - 1, 0)}-id"


def _add_income(draft: Draft, at: int) -> str:
    rows = draft.members[at].income
    draft.members[at].no_income = False
    if len(rows) < MOST_INCOMES:
        rows.append(Income())
    return f"members-{at}-income-{len(rows) - 1}-kind"


def _remove_income(draft: Draft, at: int, row: int) -> str:
    del draft.members[at].income[row]
    return f"members-{at}-no_income"


def _add_supporter(draft: Draft) -> str:
    draft.no_supporters = False
    if len(draft.supporters) < MOST_SUPPORTERS:
        draft.new_supporter()
    return f"supporters-{len(draft.supporters) - 1}-id"


def _remove_supporter(draft: Draft, at: int) -> str:
    del draft.supporters[at]
    return "no_supporters"


def _empty() -> Draft:
    """One person, today, at home."""
    draft = Draft(on=china_day(business_now()).isoformat(), values=OWN)
    draft.new_member()
    return draft


def _reckoned(request: HttpRequest, draft: Draft, previous: str) -> HttpResponse:
    tried = try_draft(draft)
    if tried.decided is None:
        first = next(iter(tried.errors), "")
        return _shown(request, Page(draft, tried.errors, previous=previous, focus=first))
    told = explain(tried.decided)
    old = _previous(previous)
    comparison = compare(old, told) if old else None
    return _shown(request, Page(draft, {}, told, comparison, _remembered(tried)))


def _remembered(tried: Tried) -> str:
    """The question just answered, carried on the page itself so that the next answer can be compared with it."""
    return json.dumps(tried.document, ensure_ascii=False)


def _previous(text: str) -> Explanation | None:
    """The answer to the question that the page carried; None when it carried none that can be answered."""
    try:
        return explain(decide_document(json.loads(text)))
    except (ValueError, AttributeError, BadInput):
        return None


def _shown(request: HttpRequest, page: Page, pasted: str = "") -> HttpResponse:
    wrong = bool(page.errors)
    for member in page.draft.members:
        if not member.income and not member.no_income:
            member.income.append(Income())  # a line to type into; one left blank is not sent on
    context: dict[str, Any] = {
        "page": page,
        "draft": page.draft,
        "errors": page.errors,
        "wrongs": [
            {"field": field, "told": words.label_of(field), "sentence": sentence}
            for field, sentence in page.errors.items()
        ],
        "told": page.told,
        "focus": page.focus,
        "pasted": pasted,
        "examples": examples(),
        "districts": district_names(),
        "example_places": example_place_names(),
        "standard": _standard_line(page.draft),
        "words": words,
        "can_add": {
            "member": len(page.draft.members) < MOST_MEMBERS,
            "supporter": len(page.draft.supporters) < MOST_SUPPORTERS,
        },
        "most_incomes": MOST_INCOMES,
    }
    return render(request, "web/trial/trial.html", context, status=REFUSED if wrong else 200)


def _standard_line(draft: Draft) -> str:
    """The 低保 standards of the chosen place and day; empty while they cannot be told."""
    try:
        figures = Figures(place_of(draft.values), as_day(draft.on, "on"))
    except BadInput:
        return ""
    if "dibao_standard" not in figures.sources:
        return gettext("当日没有有效的低保标准。")
    rural, urban = (figures[f"dibao_standard_{kind}"] for kind in ("rural", "urban"))
    assert isinstance(rural, int) and isinstance(urban, int)
    line = gettext("当日低保标准：农村 %(rural)s 元，城市 %(urban)s 元") % {
        "rural": yuan(rural),
        "urban": yuan(urban),
    }
    return line + (gettext("（未核实）") if figures.sources["dibao_standard"].unverified else "")
