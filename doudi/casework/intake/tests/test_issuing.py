"""受理文书的出具：everything said at the counter stands on the papers, each is filed by itself, and none twice."""

from dataclasses import replace

import pypdfium2
import pytest

from doudi.casework.cases.models import Case
from doudi.casework.cases.stages import StaleForm, WrongStage
from doudi.casework.intake import issuing
from doudi.casework.intake.form import Relative
from doudi.casework.intake.issuing import (
    NotPrintedHere,
    intake_papers,
    issue,
    print_contents,
    reissue,
    to_print,
)
from doudi.casework.intake.notices import complete, one_time_notice
from doudi.casework.intake.paper_data import NoCounterPhone
from doudi.casework.tests.office import Office, lin_family, zhou_family
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper, StoredFile
from doudi.records.documents.papers.bundling import bundled
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.papers.tests.pdf_text import words
from doudi.records.documents.papers.typesetting import sheets_of
from doudi.records.documents.queries import file_of, newest, paper_bytes
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
PHONE = "024-72810001"
LACKING_MEDICINE = lin_family().without("medical")


@pytest.fixture
def by(office: Office) -> Act:
    return office.on("zhang", 5, 6)


def waiting(case: Case, by: Act) -> list[str]:
    with acting_as(by.scope):
        return [str(each) for each in to_print(Case.objects.get(pk=case.pk), by)]


def keys(case: Case, by: Act) -> list[str]:
    with acting_as(by.scope):
        return [each.key for each in to_print(Case.objects.get(pk=case.pk), by)]


def said(case: Case, by: Act, code: str, about: str = "") -> str:
    with acting_as(by.scope):
        (held,) = [
            each for each in newest(file_of(case.pk, by)) if (each.code, each.about_name) == (code, about)
        ]
        return words(paper_bytes(held.pk, by))


def test_one_order_prints_everything_to_be_signed_pre_filled(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    assert waiting(case, by) == [
        "社会救助申请书",
        "诚信承诺书",
        "家庭经济状况核对授权书（林秀兰）",
        "家庭经济状况核对授权书（赵广田）",
        "家庭经济状况核对授权书（赵小军）",
    ]
    issued = issue(case=case.pk, papers=keys(case, by), expected=case.steps, by=by)
    assert len(issued) == 5 and waiting(case, by) == []
    application = said(case, by, "D01")
    for word in (case.receipt_number, "990204195004120121", "东岗村一组1号", "赵广田", "配偶", "108.00"):
        assert word in application, word
    for word in ("6200.00元", "2400.00", "赵小军", "1500.00", "年老多病，没有固定收入", "松岭镇"):
        assert word in application, word
    pledged = said(case, by, "D02")
    assert "林秀兰（本人，签名或按指印）" in pledged and "赵广田（配偶，签名或按指印）" in pledged
    assert "全户每月216.00元" in pledged and "0辆" not in pledged
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.order_by("-seq")[0]
        assert (line.did, line.facts["codes"]) == (
            "intake.papers_issued",
            ["D01", "D02", "D03", "D03", "D03"],
        )


def test_an_authorisation_shows_its_signer_and_nobody_else(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    issue(case=case.pk, papers=keys(case, by), by=by)
    his = said(case, by, "D03", "赵广田")
    assert "990204194809030110" in his and "990204195004120121" not in his
    sons = said(case, by, "D03", "赵小军")
    assert "林秀兰的子" in sons and "990204194809030110" not in sons


def test_after_the_notice_and_after_acceptance_the_notices_follow(office: Office, by: Act) -> None:
    case = office.take(LACKING_MEDICINE, by)
    issue(case=case.pk, papers=keys(case, by), by=by)
    one_time_notice(case=case.pk, complete_by=office.on("zhang", 5, 20).day, by=by)
    assert waiting(case, by) == ["一次性补正告知书"]
    with pytest.raises(NoCounterPhone, match="请填写窗口电话"):
        issue(case=case.pk, papers=["D04|"], by=by)
    issue(case=case.pk, papers=["D04|"], office_phone=PHONE, by=by)
    notice = said(case, by, "D04")
    assert "医疗费自付票据" in notice and "2022年5月20日" in notice and PHONE in notice


def test_the_notice_of_acceptance_says_the_last_day_and_the_query_code(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    complete(case=case.pk, by=by)
    assert "受理通知书" in waiting(case, by)
    issue(case=case.pk, papers=["D05|"], office_phone=PHONE, by=by)
    notice = said(case, by, "D05")
    assert case.query_code in notice and "2022年5月6日" in notice and "松岭镇社会救助窗口" in notice


def test_a_cadres_kin_and_an_agreed_amount_get_their_papers(office: Office, by: Act) -> None:
    family = lin_family()
    related = replace(family.applied, relative=Relative("钱进", "东岗村主任", "妹夫"))
    agreed = {**family.facts["supporters"][0], "agreed_monthly": 300}
    told = replace(family, applied=related, facts={**family.facts, "supporters": [agreed]})
    case = office.take(told, by)
    assert waiting(case, by)[-2:] == ["赡养承诺书（赵小军）", "近亲属备案表"]
    issue(case=case.pk, papers=keys(case, by), by=by)
    assert "300.00" in said(case, by, "D09-2", "赵小军")
    filed = said(case, by, "D11")
    assert "钱进" in filed and "东岗村主任" in filed and "妹夫" in filed


def test_a_counter_elsewhere_prints_for_a_family_it_does_not_keep(office: Office, by: Act) -> None:
    case = office.take(zhou_family(), by)
    issue(case=case.pk, papers=keys(case, by), by=by)
    application = said(case, by, "D01")
    assert "990204197605180313" in application and "石桥村" in application and "肢体残疾1级" in application


def test_the_bundle_has_every_page_in_the_order_of_the_file(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    later = [key for key in keys(case, by) if not key.startswith("D01")]
    issue(case=case.pk, papers=later, by=by)
    issue(case=case.pk, papers=["D01|"], by=by)
    with acting_as(by.scope):
        held = intake_papers(case, by)
        parts = [paper_bytes(each.pk, by) for each in held]
    assert [each.code for each in held] == ["D01", "D02", "D03", "D03", "D03"]
    whole = pypdfium2.PdfDocument(bundled(parts))
    said = [page.get_textpage().get_text_bounded() for page in whole]
    assert len(said) == sum(map(sheets_of, parts)) == sum(each.pdf.pages or 0 for each in held)
    assert "社会救助申请书" in said[0] and "核对授权书" in said[-1]


def test_nothing_is_printed_twice_and_nothing_that_the_case_does_not_need(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    issue(case=case.pk, papers=["D01|"], by=by)
    for papers in (["D01|"], ["D05|"], ["D14-1|"]):
        with pytest.raises(NotPrintedHere, match="请刷新后再选"):
            issue(case=case.pk, papers=papers, by=by)
    with pytest.raises(BadInput, match="至少选一份"):
        issue(case=case.pk, papers=[], by=by)


def test_printed_anew_it_is_a_new_version_with_its_reason(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    (first,) = issue(case=case.pk, papers=["D01|"], by=by)
    with pytest.raises(BadInput, match="原因"):
        reissue(paper=first.pk, why=" ", by=by)
    second = reissue(paper=first.pk, why="住址写错", by=by)
    assert (second.version, second.why, second.replaces_id) == (2, "住址写错", first.pk)
    where = Folder(case.area_id, case=case.pk)
    minutes = issue_paper(code="D14-2", data=SAMPLES["D14-2"][0], dated=by.day, folder=where, by=by)
    with pytest.raises(NotPrintedHere, match="在作出它的那一步更正"):
        reissue(paper=minutes.pk, why="错", by=by)


def test_the_table_of_contents_is_printed_by_the_case(office: Office, by: Act) -> None:
    case = office.take(lin_family(), by)
    issue(case=case.pk, papers=keys(case, by), by=by)
    listed = print_contents(case=case.pk, by=by)
    assert (listed.code, listed.version) == ("D00", 1)
    assert "诚信承诺书" in said(case, by, "D00") and "本卷共5件" in said(case, by, "D00")


def test_the_neighbour_the_wrong_post_a_stale_form_and_an_ended_case_print_nothing(
    office: Office, by: Act
) -> None:
    case = office.take(lin_family(), by)
    (held,) = issue(case=case.pk, papers=["D01|"], by=by)
    wrong = ((office.on("wang", 5, 6), NotFound), (office.on("liu", 5, 6), WrongPost))
    for act, refusal in wrong:
        with pytest.raises(refusal):
            issue(case=case.pk, papers=["D02|"], by=act)
        with pytest.raises(refusal):
            reissue(paper=held.pk, why="错", by=act)
    with pytest.raises(NotFound):
        print_contents(case=case.pk, by=office.on("wang", 5, 6))
    with pytest.raises(StaleForm):
        issue(case=case.pk, papers=["D02|"], expected=case.steps + 1, by=by)
    with acting_as(by.scope):
        Case.objects.filter(pk=case.pk).update(stage="granted")
    with pytest.raises(WrongStage, match="不再出具受理文书"):
        issue(case=case.pk, papers=["D02|"], by=by)
    assert waiting(case, by) == []
    with acting_as(by.scope):
        assert FiledPaper.objects.count() == 1


def test_a_failure_at_the_last_write_leaves_no_paper(
    office: Office, by: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.take(lin_family(), by)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(issuing, "record", broken)
    with pytest.raises(OSError):
        issue(case=case.pk, papers=keys(case, by), by=by)
    with acting_as(by.scope):
        assert (FiledPaper.objects.count(), StoredFile.objects.count()) == (0, 0)
