"""不多公示一个字：many invented families with everything private about them on file, and every file that goes out."""

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZipFile

from doudi.casework.awards.models import Award
from doudi.config.tests.town import invented_id
from doudi.oversight.disclosure.models import DisclosedRow, Disclosure
from doudi.oversight.disclosure.queries import sheet_of
from doudi.oversight.disclosure.scanning import scanned
from doudi.oversight.disclosure.showing import NAMELESS, name_shown
from doudi.records.documents.papers.privacy import ILLNESSES
from doudi.records.documents.papers.tests.pdf_text import words
from doudi.records.ids import new_id
from doudi.records.people.models import Person
from doudi.web.disclosure.views import rows_listing
from doudi.web.sheets import workbook

ON = date(2022, 4, 6)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "建国秀兰玉梅德福桂香志强淑芬文广海燕春生"
CHILD_NAMES = "梓涵子轩雨桐一诺浩宇欣怡"
ROWS_A_VILLAGE = 400
DIRTY_ONE_IN = 50


@dataclass(frozen=True)
class Known:
    """What is on file of one family and must stay there."""

    row: DisclosedRow
    children: set[str]
    private: tuple[str, ...]
    dirty: bool


def family(chance: random.Random, number: int, held: Disclosure) -> Known:
    """A head, sometimes a child with a grown-up payee; numbers, account, telephone, illness; now and then a slip."""
    surname = chance.choice(SURNAMES)
    child = f"{surname}{chance.choice(CHILD_NAMES)}{chance.choice(CHILD_NAMES)}"
    grown = f"{surname}{chance.choice(GIVEN)}{chance.choice(GIVEN)}"
    born = date(chance.randrange(1930, 1990), chance.randrange(1, 13), chance.randrange(1, 29))
    id_number = invented_id(f"{born:%Y%m%d}", number % 1000).reveal()
    account, phone = f"6217{chance.randrange(10**14, 10**15)}", f"13{chance.randrange(10**8, 10**9)}"
    private = (id_number, account, phone, chance.choice(ILLNESSES))
    head_is_child = chance.random() < 0.1
    head = Person(name=child if head_is_child else grown, born=date(2012, 5, 1) if head_is_child else born)
    payee = Person(name=grown, born=None if chance.random() < 0.2 else born)
    name = name_shown(Award(head=head, head_name=head.name, payee=payee), ON)
    dirty = chance.randrange(DIRTY_ONE_IN) == 0
    if dirty:
        name += chance.choice(private) if chance.random() < 0.8 else f"（{chance.choice(private)}）"
    row = DisclosedRow(
        disclosure=held,
        award_id=new_id(),
        village_id=1,
        number=number,
        village_name="东岗村",
        head_name=name,
        scheme=chance.choice(("dibao", "tekun", "single_person")),
        persons=chance.randrange(1, 6),
        amount_fen=chance.randrange(100, 2_000_00),
        near_relative=chance.random() < 0.05,
    )
    return Known(row, {child}, private, dirty)


def pdf_whole(pdf: bytes) -> str:
    """Text, properties and every stream of a PDF, also what no page draws."""
    parts = [words(pdf), pdf.decode("latin-1")]
    for piece in pdf.split(b"stream\n")[1:]:
        packed = zlib.decompressobj()
        try:
            parts.append(packed.decompress(piece).decode("utf-8", "replace"))
        except zlib.error:
            parts.append(piece[:20_000].decode("utf-8", "replace"))
    return " ".join(parts)


def xlsx_whole(made: bytes) -> str:
    """Every part of a workbook: sheets shown or hidden, shared strings, comments, properties."""
    with ZipFile(BytesIO(made)) as parts:
        assert not [name for name in parts.namelist() if "comments" in name or "custom" in name]
        assert len([name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]) == 2
        return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def test_of_many_families_nothing_private_leaves_in_any_file_and_every_slip_is_caught(
    at_size: Callable[[int, int], int],
) -> None:
    chance, held = random.Random(58), Disclosure(month=date(2022, 4, 1), first=ON, last=date(2022, 5, 6))
    held.phone, held.shows_amount = "024-72810001", True
    known = [family(chance, number, held) for number in range(1, at_size(2_000, 100_000) + 1)]
    found = {
        each.number for each in scanned((k.row for k in known), {k.row.award_id: k.children for k in known})
    }
    assert found == {k.row.number for k in known if k.dirty}
    assert len(found) > len(known) // DIRTY_ONE_IN // 2
    clean = [k for k in known if not k.dirty]
    assert any(k.row.head_name == NAMELESS for k in clean)
    for start in range(0, len(clean), ROWS_A_VILLAGE):
        village = clean[start : start + ROWS_A_VILLAGE]
        rows = [k.row for k in village]
        columns = rows_listing(held, rows, [("1", "东岗村")]).columns
        sheet = workbook(
            "公示名单",
            [(column.title, column.kind) for column in columns],
            ([column.cell(row) for column in columns] for row in rows),
            [("清单", "公示名单")],
        )
        for whole in (pdf_whole(sheet_of(held, rows, "松岭镇")), xlsx_whole(sheet)):
            told = [(k.row.number, thing) for k in village for thing in k.private if thing in whole]
            told += [(k.row.number, name) for k in village for name in k.children if name in whole]
            told += [(k.row.number, "award") for k in village if str(k.row.award_id) in whole]
            assert told == []


def test_the_search_of_files_would_find_what_is_there() -> None:
    """The test above could not fail if its own reading of files were blind."""
    held = Disclosure(month=date(2022, 4, 1), first=ON, last=ON, phone="024-72810001", shows_amount=False)
    row = family(random.Random(1), 1, held).row
    row.head_name = "林秀兰"
    assert "林秀兰" in pdf_whole(sheet_of(held, [row], "松岭镇"))
    assert "秘密" in xlsx_whole(workbook("公示名单", [("户主姓名", "text")], [["秘密"]], []))
