"""成文的问话：a query that is put into words once and then only asked, by its text, which the server prepares.

Django words a query anew each time, and that takes ten times as long as asking it. A function marked `worded` makes
its QuerySet from stand-ins, once for each kind of arguments; afterwards only the values are put in. It answers a list.

    @worded
    def members(which: Case, by: Act) -> QuerySet[CaseMember]:
        return CaseMember.objects.seen_by(by.scope).filter(case=which).order_by("id")

Values are numbers, texts, days, moments, keys, many of them (`__among`, never `__in`), a row (its key only) and an
`Act` (areas, day, moment, officer, natural person). None, truth values and members of an enumeration belong to the
wording. Whatever else a function reads of a stand-in is an error at once, and so is an argument that is not found in
the text: a wording never keeps what one asker brought along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import wraps
from itertools import count
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from django.db import connection, models
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators

from doudi.records.access import Act, as_array
from doudi.records.prepared import ask

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")
Read = Callable[[Any], Any]
Rows = Iterable[Sequence[Any]]
FAR_DAY, SMALL_NUMBER = date(8000, 1, 1), 23_000
_numbers = count(1)


class NotWordable(TypeError):
    """A query that would keep something of its first asker, or lose an argument."""


class _Value(NamedTuple):
    """One value of an argument: the stand-in for it, and how it is read."""

    probe: Any
    read: Read


class _Place(NamedTuple):
    """Where a value of the text comes from."""

    argument: int
    read: Read


@dataclass(frozen=True, slots=True)
class _StandInScope:
    areas: frozenset[int]
    officer: UUID
    natural_person: UUID


@dataclass(frozen=True, slots=True)
class _StandInAct:
    scope: _StandInScope
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class _Wording:
    """The text, its values in order, and how what comes back is read."""

    text: str
    values: tuple[Any, ...]
    read: Callable[[Rows], Any]


def worded(build: Callable[Asked, models.QuerySet[Any, Answer]]) -> Callable[Asked, list[Answer]]:
    """Mark a function that makes a QuerySet of its arguments and does nothing else."""
    return cast(Callable[Asked, list[Answer]], _answering(build, _rows_of))


def counted(build: Callable[Asked, models.QuerySet[Any, Any]]) -> Callable[Asked, int]:
    """The same where it is only asked how many there are."""
    return cast(Callable[Asked, int], _answering(build, _count_of))


def set_beside(rows: list[Answer], name: str, related: Iterable[Any], key: str) -> list[Answer]:
    """Put the rows of the other side on these, as `prefetch_related(name)` does, by the column that leads here."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for each in related:
        found[getattr(each, key)].append(each)
    for row in rows:
        held = getattr(row, name).get_queryset()
        held._result_cache, held._prefetch_done = found[cast(models.Model, row).pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held
    return rows


_KNOWN: dict[tuple[Any, ...], _Wording] = {}


def _answering(
    build: Callable[..., Any], told: Callable[[models.QuerySet[Any, Any]], tuple[str, Any, Any]]
) -> Callable[..., Any]:
    @wraps(build)
    def answered(*given: Any, **named: Any) -> Any:
        arguments = (*given, *named.values())
        kind = (build, len(given), *named, *map(_kind, arguments))
        if (wording := _KNOWN.get(kind)) is None:
            wording = _KNOWN[kind] = _put_into_words(build, told, given, named)
        return _ask(wording, arguments)

    return answered


def _ask(wording: _Wording, arguments: Sequence[Any]) -> Any:
    values = [
        each.read(arguments[each.argument]) if type(each) is _Place else each for each in wording.values
    ]
    return wording.read(ask(wording.text, values))


def _put_into_words(build: Any, told: Any, given: Sequence[Any], named: dict[str, Any]) -> _Wording:
    stand_ins = [_stand_in(each) for each in (*given, *named.values())]
    first = [stand_in for stand_in, _ in stand_ins]
    with connection.execute_wrapper(_refuse_to_ask):
        query = build(*first[: len(given)], **dict(zip(named, first[len(given) :], strict=True)))
        text, parameters, read = told(query)
    values = tuple(_place(parameter, stand_ins) for parameter in parameters)
    used = {each.argument for each in values if type(each) is _Place}
    for number, (_, offered) in enumerate(stand_ins):
        if offered and number not in used:
            raise NotWordable(f"{build.__qualname__}: argument {number + 1} is not in the text: {text}")
    return _Wording(text, values, read)


def _refuse_to_ask(execute: Any, text: str, *rest: Any) -> Any:
    """What were asked of stand-ins would be answered with nothing, and that would stay in the wording."""
    raise NotWordable(f"asked while it was put into words: {text}")


def _place(parameter: Any, stand_ins: Sequence[tuple[Any, Sequence[_Value]]]) -> Any:
    """The argument that this parameter came from, or the parameter itself: a constant of the wording."""
    for number, (_, offered) in enumerate(stand_ins):
        for probe, read in offered:
            if not isinstance(parameter, type(probe)) or parameter != probe:
                continue
            if isinstance(parameter, int) and type(parameter) is not int:
                return _Place(number, _as(type(parameter), read))  # Django's mark of how wide the number is
            return _Place(number, read)
    return parameter


def _as(wide: Callable[[Any], Any], read: Read) -> Read:
    return lambda argument: wide(read(argument))


def _kind(argument: Any) -> Any:
    """What decides the wording: the kind of an argument, or itself where it is one of few."""
    if argument is None or isinstance(argument, bool | Enum):
        return (type(argument), argument)
    return list if _is_many(argument) else argument.__class__  # a lazy row is of the class of its row


def _is_many(argument: Any) -> bool:
    return isinstance(argument, list | tuple | set | frozenset)


def _stand_in(argument: Any) -> tuple[Any, Sequence[_Value]]:
    """Something that behaves like the argument in a query, and the values by which it will be known again."""
    if argument is None or isinstance(argument, bool | Enum):
        return argument, ()
    if isinstance(argument, Act):
        return _stand_in_act()
    if isinstance(argument, models.Model):
        key = _probe(argument.pk)
        # Only its key is there; to read more would ask the database.
        return argument.__class__.from_db("default", [argument._meta.pk.attname], [key]), [
            _Value(key, lambda row: row.pk)
        ]
    if _is_many(argument):
        many = [uuid4()]
        return many, [_Value(many, as_array), _Value(as_array(many), as_array)]
    probe = _probe(argument)
    return probe, [_Value(probe, lambda value: value)]


def _stand_in_act() -> tuple[_StandInAct, Sequence[_Value]]:
    area, day, at = _probe(0), _probe(FAR_DAY), _probe(datetime.max.replace(tzinfo=UTC))
    officer, person = uuid4(), uuid4()
    return _StandInAct(_StandInScope(frozenset({area}), officer, person), day, at), [
        _Value(as_array(frozenset({area})), lambda by: as_array(by.scope.areas)),
        _Value(day, lambda by: by.day),
        _Value(at, lambda by: by.at),
        _Value(officer, lambda by: by.scope.officer),
        _Value(person, lambda by: by.scope.natural_person),
    ]


def _probe(value: Any) -> Any:
    """A value of the same kind that nobody else uses."""
    number = next(_numbers)
    if isinstance(value, datetime):
        return datetime.combine(FAR_DAY + timedelta(days=number), datetime.min.time(), UTC)
    if isinstance(value, date):
        return FAR_DAY + timedelta(days=number)
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, str):
        return str(uuid4())
    if isinstance(value, int):
        return SMALL_NUMBER + number % 9000
    raise NotWordable(f"a {type(value).__name__} cannot stand in a wording")


def _rows_of(query: Any) -> tuple[str, Any, Any]:
    """Text and parameters, and a reader that makes what the QuerySet would have made."""
    if query._prefetch_related_lookups or query._known_related_objects:
        raise NotWordable("a wording fetches one set of rows")
    compiler = query.query.get_compiler(using=query.db)
    text, parameters = compiler.as_sql()
    converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
    shaped = _shape(query, compiler)

    def read(rows: Rows) -> list[Any]:
        return [shaped(_converted(row, converters) if converters else row) for row in rows]

    return text, parameters, read


def _converted(row: Sequence[Any], converters: Any) -> Sequence[Any]:
    held = list(row)
    for position, (some, expression) in converters.items():
        for converter in some:
            held[position] = converter(held[position], expression, connection)
    return held


def _shape(query: Any, compiler: Any) -> Callable[[Sequence[Any]], Any]:
    if issubclass(query._iterable_class, FlatValuesListIterable):
        return lambda row: row[0]
    if not issubclass(query._iterable_class, ModelIterable):
        return tuple
    info, using = compiler.klass_info, query.db
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [each[0].target.attname for each in compiler.select[start:end]]
    related = cast(Any, get_related_populators)(info, compiler.select, using)
    added = (compiler.annotation_col_map or {}).items()

    def model(row: Sequence[Any]) -> Any:
        made = info["model"].from_db(using, names, row[start:end])
        for each in related:
            each.populate(row, made)
        for name, position in added:
            setattr(made, name, row[position])
        return made

    return model


def _count_of(query: models.QuerySet[Any, Any]) -> tuple[str, Any, Any]:
    inner = query if query.query.distinct or query.query.is_sliced else query.order_by().values_list("pk")
    text, parameters = inner.query.get_compiler(using=query.db).as_sql()
    return f"SELECT count(*) FROM ({text}) AS counted", parameters, lambda rows: next(iter(rows))[0]
