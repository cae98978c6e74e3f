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

__all__ = [
    "AgendaItem",
    "Application",
    "Appraisal",
    "Assessment",
    "Attendance",
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
    "StageChange",
    "StayedPower",
    "Vote",
]
