"""入户调查：my surveys of today, and the form of one home as it is filled in on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.cases import queries as cases
from doudi.casework.cases.at_home import near_home
from doudi.casework.cases.models import Case, Stage
from doudi.casework.intake.papers import Parties
from doudi.casework.survey import queries
from doudi.casework.survey.answers import ChangedElsewhere, words
from doudi.casework.survey.investigators import INVESTIGATORS, VisitUnderWay
from doudi.casework.survey.models import UNDER_WAY, Visit, VisitState
from doudi.casework.survey.photos import MOST, SHOWS, add_photo, photos_of
from doudi.casework.survey.sheet import every_field
from doudi.casework.survey.visits import WAYS, begin_visit, save_visit
from doudi.records.access import Act, acting_as
from doudi.records.audit.trail import look
from doudi.records.clock import CHINA
from doudi.records.documents.queries import current_papers, file_bytes, paper, paper_bytes
from doudi.records.ids import new_id
from doudi.records.refusals import BadInput, NotFound, Refusal
from doudi.web.orders import Refused, filled, order, ordered, status_of
from doudi.web.survey.door import is_clerk, survey_of
from doudi.web.survey.shown import field_id, form_of, lacks_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

FORMS = ("save", "photo", "finish", "nobody", "sign", "back", "scan")
AHEAD_DAYS = 30
MOST_BYTES = 12 * 1024 * 1024


@officer_page(*INVESTIGATORS)
def surveys(request: HttpRequest, by: Act) -> HttpResponse:
    """What I have to survey, the nearest day first; cases to which nobody is sent; agreements that end soon. A village
    worker sees the homes to which he is sent, and no more.
    """
    if not is_clerk(by):
        near = near_home(by).act
        with acting_as(near.scope):
            return render(request, "web/survey/surveys.html", {"mine": queries.to_survey(near)})
    until = date.fromordinal(by.day.toordinal() + AHEAD_DAYS)
    shown = {
        "mine": queries.to_survey(by),
        "unassigned": list(queries.unassigned(by)[:50]),
        "expiring": list(queries.expiring(until, by)[:50]),
    }
    return render(request, "web/survey/surveys.html", shown)


@officer_page(*INVESTIGATORS)
@survey_of
def survey(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """The survey of one home: the form while it is written, the signatures, what it came to."""
    held = cases.case(case, by)
    look(by=by, did="survey.looked", to=held)
    return survey_page(request, by, held)


def survey_page(
    request: HttpRequest, by: Act, held: Case, refused: Refused | None = None, told: bool = False
) -> HttpResponse:
    """The page as it stands, with what was refused beside its form."""
    sent = queries.assignment(held, by)
    every = queries.visits(held, by)
    visit = every[-1] if every and every[-1].state in UNDER_WAY else None
    me = by.scope.natural_person
    mine = sent is not None and me in (sent.first_person, sent.second_person)
    done = visit is None and bool(every) and every[-1].state == VisitState.DONE
    about, clerk = queries.parties_of(held, by), is_clerk(by)
    shown: dict[str, Any] = {
        "clerk": clerk,
        "case": held,
        "sent": sent,
        "mine": mine,
        "visit": visit,
        "visits": every,
        "again": done,
        "papers": current_papers(held.pk, "D06", by),
        "members": [(row["id"], about.members[str(row["id"])].name) for row in about.facts["members"]],
        "other": _other_name(sent, me) if sent else "",
        "village": bool(sent and not sent.second_sees and me == sent.first_person),
        **{f"{name}_form": filled(name, refused) for name in FORMS},
        "refused": refused,
    }
    if mine and (visit is None or visit.state == VisitState.OPEN) and (not done or "again" in request.GET):
        shown |= _writing(held, about, visit, every, by, told)
    if visit is not None and visit.state == VisitState.SIGNING:
        signed = queries.signatures(visit, by)
        shown |= {"signed": signed, "signs": mine and me not in [row.natural_person for row in signed]}
    return render(request, "web/survey/survey.html", shown, status=status_of(refused))


def _writing(
    held: Case, about: Parties, visit: Visit | None, every: Sequence[Visit], by: Act, told: bool
) -> dict[str, Any]:
    """The form, as far as it is filled in; a new one begins with now and here, and with what was taken back."""
    first: dict[str, str] = {}
    if visit is None:
        first = _first(held, by)
        if every and every[-1].state == VisitState.TAKEN_BACK:
            first |= words(every[-1])
    content = {**first, **(words(visit) if visit else {})}
    return {
        "writes": True,
        "number": visit.pk if visit else new_id(),
        "revision": visit.revision if visit else 0,
        "sections": form_of(about, visit, first, told),
        "lacks": [(field_id(name), lack) for name, lack in lacks_of(about, content).items()],
        "photos": photos_of(visit, by) if visit else [],
        "photo_number": new_id(),
        "shows": SHOWS,
        "ways": WAYS,
    }


@officer_page(*INVESTIGATORS, methods=("POST",))
@survey_of
def save(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """保存: begins the visit where it has not begun. A phone's program is answered in JSON, a plain form by the page."""
    held = cases.case(case, by)
    typed = Typed(request.POST)
    number = _visit(typed)

    def do() -> Mapping[str, Any]:
        begin_visit(case=held.pk, visit=number, begun_on=_begun_on(held, typed, by), by=by)
        about = queries.parties_of(held, by)
        changes = _changes(request, about)
        saved = save_visit(
            case=held.pk, visit=number, changes=changes, based_on=typed.whole("based_on"), by=by
        )
        lacks = lacks_of(about, words(saved))
        return {
            "visit": str(saved.pk),
            "revision": saved.revision,
            "lacks": [[field_id(name), lack.sentence] for name, lack in lacks.items()],
        }

    if request.headers.get("X-Phone") == "1":
        return _phone(request, by, held, do)
    return order(
        request,
        by,
        form="save",
        do=do,
        to=reverse("web:survey", args=[held.pk]),
        again=lambda refused: survey_page(request, by, held, refused),
        told=gettext("已保存"),
    )


@officer_page(*INVESTIGATORS, methods=("POST",))
@survey_of
def photo(request: HttpRequest, by: Act, case: UUID) -> HttpResponse:
    """照片: one picture of the visit that is being written."""
    held = cases.case(case, by)
    typed = Typed(request.POST)
    number = _visit(typed)

    def do() -> Mapping[str, Any]:
        sent = request.FILES.get("photo")
        if sent is None or not sent.size or sent.size > MOST_BYTES:
            raise BadInput(gettext("请拍一张照片，不超过 12 MB。"))
        begin_visit(case=held.pk, visit=number, begun_on=_begun_on(held, typed, by), by=by)
        made = add_photo(
            case=held.pk,
            visit=number,
            photo=typed.id("number"),
            content=sent.read(),
            shows=typed.text("shows"),
            by=by,
        )
        return {"photo": str(made.pk), "most": MOST}

    if request.headers.get("X-Phone") == "1":
        return _phone(request, by, held, do)
    return order(
        request,
        by,
        form="photo",
        do=do,
        to=reverse("web:survey", args=[held.pk]),
        again=lambda refused: survey_page(request, by, held, refused),
        told=gettext("照片已收存"),
    )


@officer_page(*INVESTIGATORS)
@survey_of
def picture(request: HttpRequest, by: Act, case: UUID, which: UUID) -> HttpResponse:
    """One photo of a survey, as it was kept."""
    held = cases.case(case, by)
    for visit in queries.visits(held, by):
        for row in photos_of(visit, by):
            if row.pk == which:
                kind = "image/png" if row.file.sort == "png" else "image/jpeg"
                return HttpResponse(file_bytes(row.file_id, by), content_type=kind)
    raise NotFound


@officer_page(*INVESTIGATORS)
@survey_of
def survey_paper(request: HttpRequest, by: Act, case: UUID, which: UUID) -> HttpResponse:
    """A paper of the survey, exactly as it was printed; who goes along reads the form that he signs and no other."""
    held, filed = cases.case(case, by), paper(which, by)
    if filed.case_id != held.pk or (filed.code != "D06" and not is_clerk(by)):
        raise NotFound
    look(by=by, did="survey.paper_read", to=held)
    answer = HttpResponse(paper_bytes(which, by), content_type="application/pdf")
    answer["Content-Disposition"] = "inline"
    return answer


def _phone(request: HttpRequest, by: Act, held: Case, do: Any) -> HttpResponse:
    """The answer for the program on the phone: what was saved, or why not and what it can do about it."""
    try:
        return JsonResponse(dict(ordered(request, by, form="phone", do=do)))
    except ChangedElsewhere as changed:
        rows = [
            {"name": each.name, "id": field_id(each.name), "title": each.title, "theirs": each.theirs,
             "mine": each.mine, "by": each.by}
            for each in changed.conflicts
        ]  # fmt: skip
        told = {"sentence": str(changed), "conflicts": rows, "revision": changed.revision}
        return JsonResponse(told, status=changed.status)
    except VisitUnderWay as refusal:
        under_way = [row for row in queries.visits(held, by) if row.state in UNDER_WAY]
        told = {"sentence": str(refusal), "visit": str(under_way[-1].pk) if under_way else ""}
        return JsonResponse(told, status=refusal.status)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=refusal.status)


def _changes(request: HttpRequest, about: Parties) -> dict[str, str]:
    """The fields of the form that were sent; several boxes of one name are one text."""
    known = every_field(about)
    sent = {name: "、".join(each for each in values if each) for name, values in request.POST.lists()}
    return {name: text for name, text in sent.items() if name in known}


def _visit(typed: Typed) -> UUID:
    number = typed.id("visit")
    typed.refuse_wrong()
    return number


def _begun_on(held: Case, typed: Typed, by: Act) -> date | None:
    """The day on which the phone began, where it can be: what was typed never holds up what is to be saved."""
    day = typed.maybe_day("begun_on")
    accepted = [step.on for step in cases.timeline(held, by) if step.after == Stage.ACCEPTED]
    if day is None or typed.errors or not accepted or not accepted[0] <= day <= by.day:
        return None
    return day


def _first(held: Case, by: Act) -> dict[str, str]:
    """What a new form begins with: now, and the place on file."""
    at = by.at.astimezone(CHINA)
    home = queries.home_of(held, by)
    return {"at": f"{at:%Y-%m-%dT%H:%M}", "place": home}


def _other_name(sent: Any, me: UUID | None) -> str:
    return str(sent.second_name if me == sent.first_person else sent.first_name)
