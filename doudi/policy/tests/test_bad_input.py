"""Damaged question files: each is refused in one Chinese line that names the file and the field."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.cli import main
from doudi.policy.tests.damage import BAD, EXAMPLES, Field, fields, questions, without, written

QUESTIONS = questions()
FIELDS = [(number, field) for number, question in enumerate(QUESTIONS) for field in fields(question)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PROGRAMMER = re.compile(r"Traceback|\b[A-Z][A-Za-z]*(?:Error|Exception)\b|File \"")
MODES = st.sampled_from([[], ["--json"], ["--check"]])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


def run(path: Path | str, mode: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["ask", *mode, str(path)])
    return code, out.getvalue(), err.getvalue()


def refused(path: Path, content: str | bytes, mode: list[str]) -> str:
    """What a damaged file's refusal says after the file's name; everything else that must hold is held here."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, out, err = run(path, mode)
    assert (code, out) == (2, ""), content
    assert err.startswith(str(path))
    told = err.removeprefix(str(path))
    assert told.count("\n") == 1 and len(told.splitlines()) == 1 and told.endswith("。\n"), told
    assert CHINESE.search(told)
    assert not PROGRAMMER.search(told), told
    return told


def names(told: str, path: str) -> bool:
    """Whether a refusal names exactly this field, or something inside it."""
    return re.search(rf"，{re.escape(path)}(?![A-Za-z0-9_])", told) is not None


BY_SORT = [(number, field, raw) for number, field in FIELDS if field.sort in BAD for raw in BAD[field.sort]]


@given(st.sampled_from(BY_SORT), MODES)
def test_what_a_field_may_not_hold_is_refused_with_its_path(
    folder: Path, damaged: tuple[int, Field, str], mode: list[str]
) -> None:
    number, field, raw = damaged
    told = refused(folder / "a.yaml", written(QUESTIONS[number], field.steps, raw), mode)
    assert names(told, field.path), (told, raw)


@pytest.mark.parametrize("sort", sorted(BAD))
def test_every_bad_text_of_a_sort_is_refused_wherever_that_sort_stands(folder: Path, sort: str) -> None:
    places: dict[tuple[str, str], tuple[int, Field]] = {}
    for number, field in FIELDS:
        if field.sort == sort:
            places.setdefault((QUESTIONS[number]["ask"], str(field.steps[-1])), (number, field))
    for at, (number, field) in enumerate(places.values()):
        for raw in BAD[sort][at % 3 :: 3]:  # each text in a third of the fields, each field with a third
            told = refused(folder / "b.yaml", written(QUESTIONS[number], field.steps, raw), [])
            assert names(told, field.path), (told, raw)


NEEDED = [(number, field) for number, field in FIELDS if field.needed]


@given(st.sampled_from(NEEDED), st.booleans(), MODES)
def test_a_field_that_must_be_written_is_missed_by_its_path(
    folder: Path, damaged: tuple[int, Field], null: bool, mode: list[str]
) -> None:
    number, field = damaged
    if null or isinstance(field.steps[-1], int):
        text = written(QUESTIONS[number], field.steps, "null")
    else:
        text = without(QUESTIONS[number], field.steps)
    if (
        field.path == "values"
        and QUESTIONS[number]["ask"] in ("deadline", "self_care", "id_number")
        and not null
    ):
        return  # these need no figures
    told = refused(folder / "c.yaml", text, mode)
    assert names(told, field.told), told


KEYS = [(number, field) for number, field in FIELDS if isinstance(field.steps[-1], str)]


@given(st.sampled_from(KEYS), st.text("abcxyz_ 甲\u200b", min_size=1, max_size=6), MODES)
def test_an_unknown_key_is_refused_by_its_path(
    folder: Path, damaged: tuple[int, Field], extra: str, mode: list[str]
) -> None:
    number, field = damaged
    renamed = f"{field.steps[-1]}{extra}"
    told = refused(folder / "d.yaml", without(QUESTIONS[number], field.steps, renamed), mode)
    beside = field.path.rsplit(".", 1)[0] if "." in field.path else ""
    missed = (
        "没有写" in told or "只能写" in told or "要写一个" in told
    )  # what must be written is missed first
    assert f"，{beside}" in told and ("不认识的键" in told or (field.needed and missed)), told


@given(st.sampled_from(KEYS), st.booleans())
def test_a_key_written_twice_is_refused(folder: Path, damaged: tuple[int, Field], as_json: bool) -> None:
    number, field = damaged
    key, twice = str(field.steps[-1]), "@@twice@@"
    again = without(QUESTIONS[number], field.steps, twice)
    first = written(QUESTIONS[number], field.steps, "1")
    assert twice in again
    text = again.replace(f'"{twice}"', f'"{key}": 1,\n"{key}"')
    assert text != first
    told = refused(folder / ("e.json" if as_json else "e.yaml"), text, [])
    assert f"{key} 写了两次" in told if as_json else re.search(rf"{key}：第\d+行又写了一次", told)


@given(st.sampled_from(range(len(QUESTIONS))), st.data())
def test_json_cut_short_is_refused(folder: Path, number: int, data: st.DataObject) -> None:
    text = written(QUESTIONS[number], ("name",), '"截断"').strip()
    cut = data.draw(st.integers(0, len(text) - 1))
    refused(folder / "f.json", text[:cut], data.draw(MODES))


FILES = sorted(EXAMPLES.glob("*.yaml"))


def neat(path: Path, mode: list[str]) -> None:
    """Answered or refused, never broken: each refusal one Chinese line, nothing else on standard error."""
    code, _, err = run(path, mode)
    assert code in (0, 1, 2)
    assert (code == 2) == bool(err)
    for line in err.splitlines():
        assert line.startswith(str(path)) and CHINESE.search(line.removeprefix(str(path))), line
        assert not PROGRAMMER.search(line), line


@given(st.sampled_from(FILES), st.data())
def test_a_file_cut_short_or_with_a_few_bytes_changed_never_breaks_the_command(
    folder: Path, file: Path, data: st.DataObject
) -> None:
    content = bytearray(file.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 6)) if content else 0):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(
            st.sampled_from(
                [
                    b"",
                    b"\t",
                    b"\0",
                    b"\n",
                    b":",
                    b"-",
                    b"- ",
                    b"[",
                    b"{",
                    b'"',
                    b"'",
                    b"&a ",
                    b"*a",
                    b"!!int ",
                    b"<<: ",
                    b"%",
                    b"9",
                    b"\xff",
                    b"#",
                    b"|",
                    b">",
                    b"? ",
                ]
            )
        )
        content[at : at + data.draw(st.integers(0, 2))] = piece
    path = folder / file.name
    path.write_bytes(bytes(content).replace(b"values: places/", b"values: example #"))
    neat(path, data.draw(st.sampled_from([["--check"], ["--json"]])))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.sampled_from(["g.yaml", "g.json"]))
def test_a_file_of_anything_is_refused(folder: Path, content: bytes, name: str) -> None:
    path = folder / name
    path.write_bytes(content)
    code, out, err = run(path, [])
    assert (code, out) == (2, "")
    assert err and all(line.startswith(str(path)) for line in err.splitlines())


PLAUSIBLE = {  # well written, and yet it cannot be
    "s01.yaml": [
        ("birth: 1950-04-12", "birth: 2022-03-26", "facts.members[0].birth"),
        ("id: 赵广田", "id: 林秀兰", "facts.members[1].id"),
        ("supports: [林秀兰, 赵广田]", "supports: [赵大]", "facts.supporters[0].supports[0]"),
        ("supports: [林秀兰, 赵广田]", "supports: [林秀兰, 林秀兰]", "facts.supporters[0].supports"),
        ("supports: [林秀兰, 赵广田]", "supports: []", "facts.supporters[0].supports"),
        ("family_size: 3", "family_size: 0", "facts.supporters[0].family_size"),
        ("persons_supported: 2", "persons_supported: 0", "facts.supporters[0].persons_supported"),
        (
            "{kind: pension, monthly: 108}]",
            "{kind: pension, monthly: 1, yearly: 1}]",
            "facts.members[0].income[0]",
        ),
        ("on: 2022-03-25", "on: 2021-12-31", "values"),
        ("on: 2022-03-25", "on: 2022-03-25\nknown_on: 2021-12-31", "values"),
        ("values: example", "values: 990299", "values"),
    ],
    "s03.yaml": [
        ("grade: 1", "grade: 0", "facts.members[2].disability.grade"),
        ("grade: 1", "grade: 5", "facts.members[2].disability.grade"),
    ],
    "s08.yaml": [("[2022-04-29, 2022-05-09]", "[2022-05-09, 2022-04-29]", "facts.pauses[0]")],
    "s09.yaml": [
        ("rural: 450", "rural: 0", "facts.before.dibao.rural"),
        ("id: HB2", "id: HB1", "facts.households[1].id"),
        ("persons: 3", "persons: 0", "facts.households[1].persons"),
    ],
    "f04.yaml": [("failed: [eating]", "failed: [eating, eating]", "facts.failed")],
}


@pytest.mark.parametrize(
    ("file", "old", "new", "path"), [(file, *row) for file, rows in PLAUSIBLE.items() for row in rows]
)
def test_what_cannot_be_true_is_refused_by_its_path(
    folder: Path, file: str, old: str, new: str, path: str
) -> None:
    documents = (EXAMPLES / file).read_text(encoding="utf-8").split("---\n")
    text = next(each for each in documents if old in each)
    assert names(refused(folder / file, text.replace(old, new, 1), []), path)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("true", "写的是 true，"),
        ('""', "写的是 空的，"),
        ("[1]", "写的是 一个列表，"),
        ("{a: 1}", "写的是 一组“键: 值”，"),
        ("１２", "写的是 １２，"),
    ],
)
def test_what_was_written_is_told_as_its_writer_wrote_it(folder: Path, written: str, told: str) -> None:
    question = f"ask: deadline\non: 2022-08-01\nfacts: {{from: 2022-03-09, working_days: {written}}}\n"
    assert told in refused(folder / "told.yaml", question, [])


def test_nothing_in_a_list_is_told_as_empty(folder: Path) -> None:
    question = "ask: self_care\non: 2022-08-01\nfacts: {failed: [null]}\n"
    assert "facts.failed[0]：写的是 空的，" in refused(folder / "told.yaml", question, [])
