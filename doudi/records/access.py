"""数据之门：who acts, where and when; the first wall (`seen_by`) and the second (`acting_as`, row-level security).

A `Scope` is made by `staff` from the posts an officer holds on a day. An `Act` adds the moment: every action takes
one as `by=`. The database compares each row's area with the setting that `acting_as` makes for one transaction;
outside of it, the app role sees no row of any area table.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, Self, TypeVar, cast
from uuid import UUID

from django.db import connection, models, transaction

from doudi.records.clock import business_now, china_day
from doudi.records.prepared import ask
from doudi.records.refusals import NotFound, SecondFactorMissing, WrongPost

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class Duty:
    """岗位职责：one post held on the day, with all the areas under it."""

    post: str
    areas: frozenset[int]
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """工作范围：one officer's areas, duties and masks on one day. Jobs act under a named scope without officer."""

    name: str
    areas: frozenset[int] = frozenset()
    duties: tuple[Duty, ...] = ()
    officer: UUID | None = None
    natural_person: UUID | None = None
    reveals: frozenset[str] = frozenset()
    audits: bool = False
    second_factor: bool = False
    credential: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    def holds(self, *posts: str, at: int) -> bool:
        """Does the officer hold one of these posts over the area with this id?"""
        return any(duty.post in posts and at in duty.areas for duty in self.duties)


@dataclass(frozen=True, slots=True)
class Act:
    """一次办理：who (scope) and when (an aware moment). The day is China's."""

    scope: Scope
    at: datetime

    @property
    def day(self) -> date:
        return china_day(self.at)


def act_now(scope: Scope) -> Act:
    """The one place that makes an Act from the clock."""
    return Act(scope, business_now())


def require(by: Act, *posts: str, at: int) -> None:
    """Refuse unless one of these posts is held over the area; a deciding post also needs the second factor."""
    holding = [duty for duty in by.scope.duties if duty.post in posts and at in duty.areas]
    if not holding:
        raise WrongPost("您今天在这个地区没有办理此事的岗位，请联系岗位管理员。")
    if all(duty.decides for duty in holding) and not by.scope.second_factor:
        raise SecondFactorMissing("这个岗位须先完成两步验证，请输入动态口令后再办理。")


@contextmanager
def acting_as(scope: Scope, *, reaching: Iterable[int] = ()) -> Iterator[None]:
    """Open one transaction in which the database shows exactly this scope's areas.

    Render inside it: a lazy query after its end sees no rows. `reaching` adds areas for the length of the block,
    for the few actions that hand a row over to a neighbour; the action's own audit line tells of it.
    Nested blocks narrow or widen and give the outer scope back.
    """
    setting = _Setting(as_array(scope.areas.union(reaching)), scope.audits)
    outer, outermost = _in_force.get(), not connection.in_atomic_block
    # What is in force already in this transaction need not be said again: an action inside an action costs nothing.
    changes = outermost or setting != outer
    if not changes and _kept.get() is not None:
        yield  # a look inside a look: nothing is written that would have to be taken back alone
        return
    with transaction.atomic():
        if changes:
            _set_local(setting)
        token = _in_force.set(setting)
        try:
            yield
        finally:
            _in_force.reset(token)
        # The end of a transaction forgets the setting, and a rollback, also to a savepoint, restores the outer one.
        if changes and not outermost:
            _set_local(outer)


def action(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """An action: keyword arguments, `by=` last, one transaction under the actor's scope, all or nothing."""

    @wraps(function)
    def within(*, by: Act, **arguments: Any) -> Answer:
        token = _kept.set(None)
        try:
            with acting_as(by.scope):
                return function(**arguments, by=by)
        finally:
            _kept.reset(token)

    return within


@contextmanager
def one_look() -> Iterator[None]:
    """一次查看：inside, a query marked `asked_once` puts the same question to the database once. For pages that are
    only read: many parts of a page ask the same. Inside an action nothing is kept.
    """
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def asked_once(query: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Mark a query whose arguments can be compared; what it answers must not be changed by its callers."""

    @wraps(query)
    def answered(*given: Asked.args, **named: Asked.kwargs) -> Answer:
        kept = _kept.get()
        if kept is None:
            return query(*given, **named)
        # What one scope was answered is not the answer for another.
        question = (query, _in_force.get(), given, tuple(named.items()))
        if question not in kept:
            kept[question] = query(*given, **named)
        return cast(Answer, kept[question])

    return answered


def as_array(many: Iterable[Any]) -> Any:
    """Many values as one parameter of a query; whole numbers as text, which need not be put together each time, and
    row numbers as text too, which is a third of the work when there are fifty thousand.
    """
    held = many if isinstance(many, frozenset | list) else list(many)
    if held and all(type(each) is UUID for each in held):
        return "{" + ",".join([each.hex for each in held]) + "}"
    if not all(isinstance(each, int) for each in held):
        return list(held)
    return _numbers(held) if isinstance(held, frozenset) else _written(held)


@lru_cache(maxsize=512)
def _numbers(many: frozenset[int]) -> str:
    return _written(sorted(many))


def _written(many: Iterable[int]) -> str:
    return "{" + ",".join(map(str, many)) + "}"


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class Among(models.Lookup):
    """`area_id__among=[…]`: one array instead of a parameter a number; a district has hundreds of areas, and every
    query carries them.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        left, given = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        return f"{left} = ANY(%s::{kind}[])", [*given, as_array(self.rhs)]


class AreaRows(models.QuerySet[Any]):
    """Rows of a table with an `area`: the first wall."""

    def seen_by(self, scope: Scope) -> Self:
        """Only rows of this scope's areas; put first, everything else after."""
        return self.filter(area_id__among=scope.areas)


def one_seen_by(rows: AreaRows, scope: Scope, **which: Any) -> Any:
    """The single row, or the one NotFound for "not there" and "not yours"."""
    found = rows.seen_by(scope).filter(**which).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the database is told for one transaction."""

    areas: str = ""
    audits: bool = False


NOWHERE = _Setting()
_in_force: ContextVar[_Setting] = ContextVar("doudi_scope_in_force", default=NOWHERE)
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("doudi_one_look", default=None)


def _set_local(setting: _Setting) -> None:
    told = "SELECT set_config('doudi.areas', %s::text, true), set_config('doudi.audits', %s::text, true)"
    ask(told, [setting.areas, "yes" if setting.audits else "no"])
