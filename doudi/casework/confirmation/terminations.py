"""终止告知：a case that ended without a decision is told in writing too — withdrawn, not completed in time, or by death."""

from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import Case, Stage, StageChange
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.confirmation.papers import termination_notice
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import current_papers

TERMINATION = "D14-5"
# Moving away and refusing the check print theirs with the step that ends the case (`ends`).
CLAUSES = {
    Stage.WITHDRAWN: "民发〔2021〕57号 第四条（申请由家庭成员自愿提出）",
    Stage.LAPSED: "民发〔2021〕57号 第十条（一次性告知补齐所有规定材料）",
    Stage.DIED: "民发〔2021〕57号 第四条（申请由共同生活的家庭成员提出；其他成员可以另行申请）",
}


def lacks_termination(case: Case, by: Act) -> bool:
    """Has the case ended in a way of which nobody has been told in writing yet?"""
    return case.stage in CLAUSES and not current_papers(case.pk, TERMINATION, by)


@action
def print_termination(*, case: UUID, expected: int | None = None, by: Act) -> FiledPaper:
    """出具终止办理告知书, with the reason that the last step names and its clause. AlreadyIssued, WrongStage."""
    held, _ = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in CLAUSES:
        raise WrongStage(f"{told(held)}，不在这里出具终止办理告知书。")
    last = StageChange.objects.filter(case=held).order_by("-number")[0]
    reason = f"{last.title}：{last.why}" if last.why else last.title
    paper = issue_paper(
        code=TERMINATION,
        data=termination_notice(held, reason, CLAUSES[Stage(held.stage)], by.day),
        dated=by.day,
        folder=Folder(held.area_id, case=held.pk),
        by=by,
    )
    record(by=by, did="confirmation.termination_printed", to=held, paper=paper.pk)
    return paper
