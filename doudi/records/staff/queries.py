"""人员查询：the scope of an account on a day, and who is related to whom."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from doudi.records.access import Act, Duty, Scope, asked_once
from doudi.records.areas.models import Area
from doudi.records.areas.queries import over, under
from doudi.records.refusals import NotFound
from doudi.records.staff.models import NearRelative, Officer, Post, Posting, SecondFactor
from doudi.records.worded import worded


def postings_on(day: date) -> Q:
    """The condition for a posting, or a declaration, in force on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


@asked_once
def scope_of(
    officer: Officer, on: date, *, second_factor: bool = False, credential: str = "", address: str = ""
) -> Scope:
    """工作范围 of one account on a day, read from its posts each time: a change of post holds from the next request.

    A closed account has no areas and no duties.
    """
    held = _postings(officer, on)
    duties = tuple(
        Duty(posting.post_id, under([posting.area_id], on), posting.post.decides) for posting in held
    )
    return Scope(
        name=officer.person.name,
        areas=frozenset[int]().union(*(duty.areas for duty in duties)),
        duties=duties,
        officer=officer.pk,
        natural_person=officer.person_id,
        reveals=frozenset(field for posting in held for field in posting.post.reveals),
        audits=any(posting.post.audits for posting in held),
        second_factor=second_factor,
        credential=credential,
        address=address,
    )


@worded
def _postings(officer: Officer, on: date) -> QuerySet[Posting]:
    in_force = Posting.objects.filter(postings_on(on), officer=officer, officer__is_active=True)
    return in_force.select_related("post").order_by("post_id", "area_id")


def second_factor_of(officer: Officer) -> SecondFactor | None:
    """The device of an account that works; else the one that waits for its first code."""
    return SecondFactor.objects.filter(user=officer).order_by("-confirmed").first()


def job_scope(name: str, areas: Iterable[int], on: date, *posts: str, audits: bool = False) -> Scope:
    """A named scope for a job without a person: these areas and all under them, with these posts."""
    covered = under(areas, on)
    duties = tuple(Duty(post, covered) for post in posts)
    return Scope(name=name, areas=covered, duties=duties, audits=audits)


@asked_once
def relatives_of(natural_person: UUID, on: date) -> list[NearRelative]:
    """The near relatives a person had declared on a day."""
    return _relatives(natural_person, on)


@worded
def _relatives(natural_person: UUID, on: date) -> QuerySet[NearRelative]:
    return NearRelative.objects.filter(postings_on(on), person_id=natural_person).order_by("since", "id")


def officers_with(post: str, area: int, on: date) -> list[Officer]:
    """Accounts that hold a post over an area on a day, by name."""
    above = over(area, on)
    found = [posting.officer for posting in _held(post, on) if posting.area_id in above]
    return sorted(set(found), key=lambda officer: (officer.person.name, officer.username))


@worded
def _held(post: str, on: date) -> QuerySet[Posting]:
    held = Posting.objects.filter(postings_on(on), post_id=post, officer__is_active=True)
    return held.select_related("officer__person")


def officers_seen(by: Act) -> QuerySet[Officer]:
    """Accounts with a post, past or present, at an area in scope, and those that have no post yet; by name."""
    here = Posting.objects.filter(officer=OuterRef("pk"))
    seen = Officer.objects.filter(Exists(here.filter(area__in=by.scope.areas)) | ~Exists(here))
    return seen.select_related("person").order_by("person__name", "username")


def officer_seen(which: UUID, by: Act) -> Officer:
    """One of them, or NotFound."""
    found = officers_seen(by).filter(pk=which).first()
    if found is None:
        raise NotFound
    return found


def postings_of(officers: Iterable[Officer]) -> list[Posting]:
    """Every post that these accounts hold or held, the latest first."""
    rows = Posting.objects.filter(officer__in=list(officers)).select_related("post", "area", "appointed_by")
    return list(rows.order_by("-since", "post_id", "id"))


def posts() -> list[Post]:
    """Every kind of post, by level and title."""
    return list(Post.objects.order_by("level", "title"))


def posting_areas(officer: UUID, post: str, on: date) -> list[Area]:
    """The areas at which an account holds a post on a day, as its appointments name them."""
    held = Posting.objects.filter(postings_on(on), officer_id=officer, post_id=post, officer__is_active=True)
    return [posting.area for posting in held.select_related("area").order_by("area_id")]
