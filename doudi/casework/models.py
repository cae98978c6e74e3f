"""办的表：gathers the leaves' tables for Django."""

from doudi.casework.assessment.models import Assessment
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

__all__ = [
    "Admission",
    "AgendaItem",
    "Application",
    "Appraisal",
    "Assessment",
    "Assignment",
    "Attendance",
    "CareAgreement",
    "CareWish",
    "Case",
    "CaseMember",
    "CorrectionNotice",
    "CounterPhone",
    "Decision",
    "Declaration",
    "DueDate",
    "Extension",
    "Meeting",
    "Milestone",
    "NearRelativeFiling",
    "NeighbourStatement",
    "NonCooperation",
    "Panel",
    "PanelMember",
    "PaperReceived",
    "Pause",
    "Proposal",
    "Publicity",
    "Receipt",
    "ReceiptSeries",
    "Recusal",
    "Resolution",
    "SelfCareConclusion",
    "SelfCareSheet",
    "StageChange",
    "StayedPower",
    "Visit",
    "VisitPhoto",
    "VisitSignature",
    "Vote",
]
