"""逐户撤回：every award that was changed gets back what it had, as new terms; nothing written is taken away."""

from collections.abc import Sequence
from uuid import UUID

from doudi.casework.awards.models import Award, AwardTerms, TermsReason
from doudi.casework.uprating.applying import held_plan, numbers_of
from doudi.casework.uprating.models import Answer, Invitation, Outcome, State, Uprating, UpratingLine
from doudi.records.access import Act, action
from doudi.records.audit.trail import BulkRow, record, record_bulk

CHANGED_SINCE = "提标以后另有变动，须重新核定"
COPIED = (
    *("clause", "assessment_id", "persons", "urban", "standard_fen", "income_parts", "income_per_fen"),
    *("base_fen", "supplement_fen", "care_fen", "care_needs_agreement", "monthly_fen"),
    *("figures_on", "known_on", "place", "values_version"),
)


@action
def undo_part(*, uprating: UUID, awards: Sequence[UUID], by: Act) -> int:
    """恢复 what some awards had; where something else was decided since, a person looks into it."""
    held = held_plan(uprating, by)
    list(Award.objects.seen_by(by.scope).select_for_update(of=("self",)).filter(pk__in=awards).order_by("pk"))
    lines = list(
        UpratingLine.objects.filter(uprating=held, award__in=awards, outcome=Outcome.CHANGED)
        .select_related("replaced", "terms", "uprating")
        .order_by("award_id", "from_month")
    )
    latest = {
        row.award_id: row.pk
        for row in AwardTerms.objects.filter(award_id__in=awards)
        .order_by("award_id", "-number")
        .distinct("award_id")
    }
    ours = {line.terms_id for line in lines}
    numbers = numbers_of(line.award_id for line in lines)
    terms, told, rows = [], [], []
    for line in lines:
        if latest[line.award_id] not in ours:
            told.append(_taken_back(line, None, CHANGED_SINCE))
            continue
        terms.append(_restored(line, numbers, by))
        told.append(_taken_back(line, terms[-1], ""))
        rows.append(BulkRow("award", str(line.award_id), line.area_id, {"fen": line.before_fen}))
    AwardTerms.objects.bulk_create(terms)
    UpratingLine.objects.bulk_create(told)
    record_bulk(by=by, did="uprating.taken_back", why=held.undone_because, uprating=str(held.pk), rows=rows)
    return len(terms)


@action
def finish_undoing(*, uprating: UUID, by: Act) -> Uprating:
    """撤回完毕: invitations that nobody answered fall away."""
    held = held_plan(uprating, by, lock=True)
    Invitation.objects.filter(uprating=held, answer="").update(
        answer=Answer.NOT_FITTING, note="提标已撤回", answered_on=by.day, answered_name=by.scope.name
    )
    held.state = State.UNDONE
    held.save(update_fields=["state"])
    record(by=by, did="uprating.undoing_done", to=held, why=held.undone_because)
    return held


def _restored(line: UpratingLine, numbers: dict[UUID, int], by: Act) -> AwardTerms:
    numbers[line.award_id] += 1
    kept = {name: getattr(line.replaced, name) for name in COPIED}
    return AwardTerms(
        award_id=line.award_id,
        area_id=line.area_id,
        number=numbers[line.award_id],
        from_month=line.from_month,
        reason=TermsReason.CORRECTED,
        why=f"提标撤回：{line.uprating.undone_because}",
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
        **kept,
    )


def _taken_back(line: UpratingLine, terms: AwardTerms | None, why: str) -> UpratingLine:
    return UpratingLine(
        uprating_id=line.uprating_id,
        award_id=line.award_id,
        area_id=line.area_id,
        outcome=Outcome.TAKEN_BACK if terms is not None else Outcome.UNREADY,
        from_month=line.from_month,
        head_name=line.head_name,
        scheme=line.scheme,
        before_fen=line.after_fen,
        after_fen=line.before_fen if terms is not None else line.after_fen,
        terms=terms,
        replaced=line.terms or line.replaced,
        why=why,
    )
