"""批次：who may be asked about goes out on a sheet that proves itself; nobody else does."""

from datetime import date

import pytest

from doudi.casework.tests.centre import Centre, feng_family
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.casework.verification.batches import (
    CSV,
    BatchClosed,
    NothingToAsk,
    close_batch,
    hand_out,
    make_batches,
    sheet_digest,
)
from doudi.casework.verification.models import Batch, BatchRow
from doudi.casework.verification.queries import batch as one_batch
from doudi.casework.verification.queries import batches, overdue_batches
from doudi.casework.verification.sources import exemptions, source, sources
from doudi.policy.values import BUILT_IN, find_place, read_value
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.evidence.models import REGISTER, Evidence
from doudi.records.imports.reading import read_sheet
from doudi.records.people.models import Authorisation
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db


def test_many_households_go_out_on_one_sheet_a_source(office: Office) -> None:
    centre = Centre(office)
    requests = [centre.asked(family)[1] for family in (lin_family(), feng_family(), stranger(1))]
    by = centre.by("chen", 6)
    made = make_batches(codes=["vehicle", "social_insurance"], requests=[each.pk for each in requests], by=by)
    assert [(each.source, each.rows) for each in made.batches] == [("vehicle", 5), ("social_insurance", 5)]
    assert [each.number for each in made.batches] == ["990204-PC2022-00001", "990204-PC2022-00002"]
    assert [(each.name, each.why) for each in made.left_out] == [("赵小军", "没有身份证号")]
    names = [row[1] for row in centre.rows(made.batches[0])[3:]]
    assert names == ["林秀兰", "赵广田", "冯大伟", "冯玉珍", "孙二"]


def test_the_sheet_keeps_numbers_as_text_and_carries_its_digest(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    batch = centre.batch("bank", request)
    rows = centre.rows(batch)
    assert rows[0][0].startswith(f"核对批次：{batch.number}　来源：金融资产　行数：2　SM3：")
    assert bytes(batch.sheet_sm3).hex() in rows[0][0]
    assert rows[2][:4] == ["序号", "姓名", "身份证号", "查询结果"]
    assert rows[3][:3] == ["1", "林秀兰", "990204195004120121"]
    plain = hand_out(batch=batch.pk, form=CSV, by=centre.by("chen", 6)).decode("utf-8-sig")
    assert "'990204195004120121" in plain
    assert [list(row) for row in read_sheet(plain.encode(), "a.csv").rows][3][:3] == rows[3][:3]
    with acting_as(office.act("sun").scope):
        assert (
            AuditLine.objects.filter(did="verification.batch_handed_out", object_id=str(batch.pk)).count()
            == 2
        )


def test_the_digest_changes_with_any_name_number_or_order(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    batch = centre.batch("bank", request)
    with acting_as(office.on("chen", 5, 6).scope):
        rows = list(BatchRow.objects.filter(batch=batch).order_by("position"))
        assert sheet_digest(batch.number, "bank", rows) == bytes(batch.sheet_sm3)
        assert sheet_digest(batch.number, "vehicle", rows) != bytes(batch.sheet_sm3)
        rows[0].position, rows[1].position = 2, 1
        assert sheet_digest(batch.number, "bank", rows) != bytes(batch.sheet_sm3)


def test_nobody_is_asked_about_twice_in_one_request(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    centre.batch("vehicle", request)
    with pytest.raises(NothingToAsk):
        centre.batch("vehicle", request)


def test_a_signature_withdrawn_before_the_batch_keeps_its_owner_out(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    with acting_as(office.on("min", 5, 6).scope):
        Authorisation.objects.filter(person__name="赵广田").update(withdrawn_on=date(2022, 5, 6))
    made = make_batches(codes=["vehicle"], requests=[request.pk], by=centre.by("chen", 6))
    assert made.batches[0].rows == 1
    assert ("赵广田", "授权已经撤回或到期") in [(each.name, each.why) for each in made.left_out]


def test_the_township_neither_makes_nor_sees_a_batch(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    batch = centre.batch("bank", request)
    with pytest.raises(WrongPost):
        make_batches(codes=["vehicle"], requests=[request.pk], by=centre.by("zhang", 6))
    with pytest.raises(NotFound):
        hand_out(batch=batch.pk, by=centre.by("zhang", 6))
    with pytest.raises(NotFound):
        office.see(one_batch, batch.pk, by=centre.by("zhang", 6))
    assert office.see(batches, by=centre.by("zhang", 6)) == []
    with pytest.raises(WrongPost):
        hand_out(batch=batch.pk, by=centre.by("min", 6))


def test_a_batch_past_its_day_is_on_the_list_until_closed_and_silence_is_not_none(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    batch = centre.batch("social_insurance", request)
    assert batch.reply_by == date(2022, 5, 12)  # 7 May made up for a holiday
    assert office.see(overdue_batches, by=centre.by("chen", 12)) == []
    assert office.see(overdue_batches, by=centre.by("chen", 13)) == [batch]
    with pytest.raises(BadInput):
        close_batch(batch=batch.pk, why="", by=centre.by("chen", 16))
    close_batch(batch=batch.pk, why="人社系统停机", by=centre.by("chen", 16))
    with acting_as(office.on("chen", 5, 16).scope):
        said = Evidence.objects.filter(source=REGISTER, fact="income_pension")
        assert [(row.value, row.note) for row in said] == [(None, "人社系统停机")] * 2
    with pytest.raises(BatchClosed):
        hand_out(batch=batch.pk, by=centre.by("chen", 16))
    with pytest.raises(BatchClosed):
        close_batch(batch=batch.pk, why="再来", by=centre.by("chen", 16))


def test_an_unknown_source_is_refused_with_the_known_ones(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    with pytest.raises(BadInput, match="请从户籍和注销、机动车登记"):
        make_batches(codes=["horoscope"], requests=[request.pk], by=centre.by("chen", 6))
    with acting_as(office.on("chen", 5, 6).scope):
        assert not Batch.objects.exists()


def test_the_lists_of_sources_fit_together() -> None:
    """Every filled fact reads a column that is there; a household's fact is filled by one source only."""
    filled: dict[str, str] = {}
    for code, where in sources().items():
        for fill in where.fills:
            assert fill.how in ("count", "sum", "yearly", "first", "exists"), fill
            assert fill.compare in ("more", "differs", "any", "none"), fill
            if fill.field:
                assert where.field(fill.field)
            if fill.only:
                assert where.field(fill.only.split(":")[0])
            if fill.household:
                assert filled.setdefault(fill.fact, code) == code
        assert len({title for each in where.fields for title in (each.title, *each.synonyms)}) == sum(
            1 + len(each.synonyms) for each in where.fields
        )
    facts = {fill.fact for where in sources().values() for fill in where.fills}
    assert {each.fact for each in exemptions()} <= facts


def test_every_place_asks_only_sources_that_there_are() -> None:
    for place in ("china", "example", "211204"):
        value = read_value(find_place(place, BUILT_IN), "verification", date(2022, 5, 1))
        assert value is not None
        assert all(source(code) for code in value.keys["sources"])
