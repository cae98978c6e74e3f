"""办的表：gathers the leaves' tables for Django."""

from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import (
    Case,
    CaseMember,
    DueDate,
    Milestone,
    Pause,
    ReceiptSeries,
    StageChange,
)
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
    "Application",
    "Assessment",
    "Case",
    "CaseMember",
    "CorrectionNotice",
    "CounterPhone",
    "Declaration",
    "DueDate",
    "Milestone",
    "NearRelativeFiling",
    "PaperReceived",
    "Pause",
    "Receipt",
    "ReceiptSeries",
    "StageChange",
]
