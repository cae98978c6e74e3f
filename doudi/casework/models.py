"""办的表：gathers the leaves' tables for Django."""

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import (
    Award,
    AwardCorrection,
    AwardPerson,
    AwardTerms,
    Transferred,
)
from doudi.casework.brought_over.models import OpeningBatch, OpeningDifference, OpeningSheet
from doudi.casework.cases.exception_models import Extension, NonCooperation
from doudi.casework.cases.models import (
    Case,
    CaseMember,
    DueDate,
    Milestone,
    Pause,
    ReceiptSeries,
    StageChange,
)
from doudi.casework.changes.models import Change, Grace
from doudi.casework.confirmation.models import (
    AgendaItem,
    Appraisal,
    Decision,
    Proposal,
    Publicity,
    Recusal,
    Resolution,
    Vote,
)
from doudi.casework.confirmation.panel_models import Attendance, Meeting, Panel, PanelMember, StayedPower
from doudi.casework.intake.models import (
    Application,
    CorrectionNotice,
    CounterPhone,
    Declaration,
    NearRelativeFiling,
    PaperReceived,
    Receipt,
)
from doudi.casework.objections.models import Correction, Objection
from doudi.casework.regrouping.models import Continuation, Regrouping
from doudi.casework.reviews.models import Review
from doudi.casework.survey.care_models import (
    Admission,
    CareAgreement,
    CareWish,
    SelfCareConclusion,
    SelfCareSheet,
)
from doudi.casework.survey.models import (
    Assignment,
    NeighbourStatement,
    Visit,
    VisitPhoto,
    VisitSignature,
)
from doudi.casework.uprating.models import Invitation, Uprating, UpratingLine
from doudi.casework.verification.findings import Conclusion, Discrepancy, Explanation, Report
from doudi.casework.verification.models import (
    Answer,
    Batch,
    BatchRow,
    CentreSeries,
    MemberRefusal,
    Reply,
    Request,
    Returned,
    Subject,
)

__all__ = [
    "Admission",
    "AgendaItem",
    "Answer",
    "Application",
    "Appraisal",
    "Assessment",
    "Assignment",
    "Attendance",
    "Award",
    "AwardCorrection",
    "AwardPerson",
    "AwardTerms",
    "Batch",
    "BatchRow",
    "CareAgreement",
    "CareWish",
    "Case",
    "CaseMember",
    "CentreSeries",
    "Change",
    "Conclusion",
    "Continuation",
    "Correction",
    "CorrectionNotice",
    "CounterPhone",
    "Decision",
    "Declaration",
    "Discrepancy",
    "DueDate",
    "Explanation",
    "Extension",
    "Grace",
    "Invitation",
    "Meeting",
    "MemberRefusal",
    "Milestone",
    "NearRelativeFiling",
    "NeighbourStatement",
    "NonCooperation",
    "Objection",
    "OpeningBatch",
    "OpeningDifference",
    "OpeningSheet",
    "Panel",
    "PanelMember",
    "PaperReceived",
    "Pause",
    "Proposal",
    "Publicity",
    "Receipt",
    "ReceiptSeries",
    "Recusal",
    "Regrouping",
    "Reply",
    "Report",
    "Request",
    "Resolution",
    "Returned",
    "Review",
    "SelfCareConclusion",
    "SelfCareSheet",
    "StageChange",
    "StayedPower",
    "Subject",
    "Transferred",
    "Uprating",
    "UpratingLine",
    "Visit",
    "VisitPhoto",
    "VisitSignature",
    "Vote",
]
