"""卷随件走：papers and files of a case lie where the case lies, and move along with it behind both walls."""

import pytest
from django.db import IntegrityError, transaction

from doudi.casework.cases.models import Case
from doudi.casework.intake.handover import hand_over
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, zhou_family
from doudi.records.access import acting_as
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper, StoredFile
from doudi.records.documents.papers.tests.cast import SAMPLES
from doudi.records.documents.queries import ScanMissing, file_of, files_of, paper, require_scan
from doudi.records.documents.scans import file_scan
from doudi.records.documents.tests.files import photo
from doudi.records.documents.uploads import store_upload
from doudi.records.refusals import NotFound

pytestmark = pytest.mark.django_db


def printed(office: Office, case: Case, code: str = "D01") -> FiledPaper:
    by = office.on("zhang", 5, 6)
    where = Folder(case.area_id, case=case.pk)
    return issue_paper(code=code, data=SAMPLES[code][0], dated=by.day, folder=where, by=by)


def test_a_step_waits_for_the_scan_of_a_paper_of_its_case(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    case = office.take(zhou_family(), by)
    application = printed(office, case)
    with acting_as(by.scope), pytest.raises(ScanMissing, match=r"《.*申请.*》签字后的原件还没有扫描归档"):
        require_scan(case.pk, "D01", by)
    file_scan(paper=application.pk, content=photo(), by=by)
    with acting_as(by.scope):
        assert [each.pk for each in require_scan(case.pk, "D01", by)] == [application.pk]
        assert [each.purpose for each in files_of(case.pk, by)] == ["文书", "扫描件"]


def test_the_file_is_handed_over_with_the_case(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    case = complete(case=office.take(zhou_family(), by).pk, by=by)
    application = printed(office, case)
    file_scan(paper=application.pk, content=photo(), by=by)
    where = Folder(case.area_id, case=case.pk)
    store_upload(content=photo((30, 30)), name="房屋.jpg", purpose="照片", folder=where, by=by)
    hand_over(case=case.pk, by=by)
    wang = office.on("wang", 5, 6)
    with acting_as(wang.scope):
        held = file_of(case.pk, wang)[0]
        files = files_of(case.pk, wang)
        areas = {held.area_id, *(event.area_id for event in held.events.all())}
        assert areas | {each.area_id for each in files} == {office.liuxi}
        assert len(files) == 3
    with acting_as(by.scope):
        with pytest.raises(NotFound):
            paper(application.pk, by)
        assert StoredFile.objects.count() == FiledPaper.objects.count() == 0


def test_a_paper_is_never_filed_where_its_case_does_not_lie(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    case = office.take(zhou_family(), by)
    district = office.on("min", 5, 6)
    wrong = Folder(office.liuxi, case=case.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        issue_paper(code="D01", data=SAMPLES["D01"][0], dated=by.day, folder=wrong, by=district)
