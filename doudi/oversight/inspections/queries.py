"""抽查的查询：what is to be checked, what is to be set right, how township and district differ, and who is not on file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from doudi.casework.awards.months import first_of, months_on
from doudi.casework.cases.models import Case, CaseMember
from doudi.casework.confirmation.models import Decision, Outcome
from doudi.casework.confirmation.panel_models import StayedPower
from doudi.casework.intake.models import NearRelativeFiling
from doudi.oversight.inspections.models import Finding, Inspection, Reason, Sampling
from doudi.records.access import Act, one_seen_by
from doudi.records.areas.queries import townships_among
from doudi.records.people.queries import not_over_by
from doudi.records.staff.models import NearRelative


@dataclass(slots=True)
class Compared:
    """一个乡镇的抽查：how many were confirmed, drawn, checked; where the district judged otherwise, by how much."""

    area: int
    name: str
    confirmed: int = 0
    near_relatives: int = 0
    drawn: int = 0
    checked: int = 0
    differing: int = 0
    not_eligible: int = 0
    too_much_fen: int = 0
    too_little_fen: int = 0
    open_findings: int = 0
    late_findings: int = 0
    stayed: StayedPower | None = None
    unfiled: list["Unfiled"] = field(default_factory=list)

    @property
    def permille(self) -> int | None:
        """差错率 in thousandths of those checked, rounded half up."""
        return (2_000 * self.differing + self.checked) // (2 * self.checked) if self.checked else None

    @property
    def percent(self) -> str:
        """差错率 as it is told: 12.5%."""
        return "" if self.permille is None else f"{self.permille // 10}.{self.permille % 10}%"


@dataclass(frozen=True, slots=True)
class Unfiled:
    """应备案未备案：an officer declared a member of a confirmed family a near relative, and the case has no filing."""

    case: UUID
    applicant: str
    member: str
    officer: str
    relation: str


def inspections(by: Act) -> QuerySet[Inspection]:
    """Every drawn case in scope, those still to be checked first."""
    rows: QuerySet[Inspection] = Inspection.objects.seen_by(by.scope)
    return rows.select_related("case", "sampling", "decision").order_by(
        F("checked_on").desc(nulls_first=True), "sampling__month", "id"
    )


def to_check(by: Act) -> QuerySet[Inspection]:
    """What was drawn and not looked at."""
    return inspections(by).filter(checked_on__isnull=True)


def inspection(which: UUID, by: Act) -> Inspection:
    """One drawn case in scope, or NotFound."""
    rows = Inspection.objects.select_related("case__household", "sampling", "decision")
    found: Inspection = one_seen_by(rows, by.scope, id=which)
    return found


def finding(which: UUID, by: Act) -> Finding:
    """One finding in scope, or NotFound."""
    found: Finding = one_seen_by(Finding.objects.all(), by.scope, id=which)
    return found


def findings_of(held: Inspection, by: Act) -> Sequence[Finding]:
    """What was found in a case, in order."""
    return list(Finding.objects.seen_by(by.scope).filter(inspection=held).order_by("number"))


def to_rectify(by: Act) -> QuerySet[Finding]:
    """What a township has to set right."""
    rows: QuerySet[Finding] = Finding.objects.seen_by(by.scope)
    return rows.filter(rectified_on__isnull=True)


def to_accept(by: Act) -> QuerySet[Finding]:
    """What was set right and waits for the district."""
    rows: QuerySet[Finding] = Finding.objects.seen_by(by.scope)
    return rows.filter(rectified_on__isnull=False, accepted_on__isnull=True)


def samplings(by: Act) -> QuerySet[Sampling]:
    """Every sampling in scope, the newest month first."""
    rows: QuerySet[Sampling] = Sampling.objects.seen_by(by.scope)
    return rows.order_by("-month", "area_id")


def compared(first: date, last: date, by: Act) -> list[Compared]:
    """差异报告 over the months of confirmation from `first` to `last`, one row a township in scope."""
    start, end = first_of(first), months_on(first_of(last), 1)
    rows = {
        each.area_id: Compared(each.area_id, each.name) for each in townships_among(by.scope.areas, by.day)
    }
    granted = _granted(start, end, by)
    filed = _filed(granted)
    for case, area in granted.items():
        if area in rows:
            rows[area].confirmed += 1
            rows[area].near_relatives += case in filed
    for held in inspections(by).filter(sampling__month__gte=start, sampling__month__lt=end):
        if held.area_id in rows:
            _count(rows[held.area_id], held)
    open_now = Finding.objects.seen_by(by.scope).filter(accepted_on__isnull=True)
    for area, due in open_now.values_list("area_id", "due_on"):
        if area in rows:
            rows[area].open_findings += 1
            rows[area].late_findings += due < by.day
    for stay in StayedPower.objects.seen_by(by.scope).filter(not_over_by(by.day)):
        if stay.area_id in rows:
            rows[stay.area_id].stayed = stay
    for area, lacking in _unfiled(granted, filed).items():
        if area in rows:
            rows[area].unfiled = lacking
    return list(rows.values())


def _count(row: Compared, held: Inspection) -> None:
    row.drawn += 1
    row.checked += held.checked
    row.differing += held.differs
    row.not_eligible += held.checked and held.outcome == Outcome.REFUSE
    row.too_much_fen += max(held.off_by_fen, 0)
    row.too_little_fen += max(-held.off_by_fen, 0)


def _granted(start: date, end: date, by: Act) -> dict[UUID, int]:
    rows = Decision.objects.seen_by(by.scope).filter(
        outcome=Outcome.GRANT, taken_back_at__isnull=True, replaced_at__isnull=True, on__gte=start, on__lt=end
    )
    return dict(rows.values_list("case_id", "area_id"))


def _filed(cases: dict[UUID, int]) -> set[UUID]:
    return set(NearRelativeFiling.objects.filter(case__in=list(cases)).values_list("case_id", flat=True))


def _unfiled(granted: dict[UUID, int], filed: set[UUID]) -> dict[int, list[Unfiled]]:
    """By blind index of the identity number: who is a member here and was declared there."""
    members = CaseMember.objects.filter(case__in=set(granted) - filed, person__id_blind__isnull=False)
    by_number: dict[bytes, list[tuple[UUID, str]]] = {}
    for case, name, number in members.values_list("case_id", "name", "person__id_blind"):
        by_number.setdefault(bytes(number), []).append((case, name))
    told = NearRelative.objects.filter(id_blind__in=list(by_number), until__isnull=True).select_related(
        "person"
    )
    names = dict(Case.objects.filter(pk__in=list(granted)).values_list("pk", "applicant_name"))
    found: dict[int, list[Unfiled]] = {}
    for relative in told.order_by("since", "id"):
        for case, member in by_number[bytes(relative.id_blind)]:
            row = Unfiled(case, names[case], member, relative.person.name, relative.relation)
            found.setdefault(granted[case], []).append(row)
    return found


def reasons_told(held: Sampling) -> str:
    """How a sampling was made, in one line."""
    share = f"其他 {held.random_share}" if held.random_share else "其他不抽"
    return f"{Reason.NEAR_RELATIVE.label}全部；特困 {held.tekun_share}；{share}"
