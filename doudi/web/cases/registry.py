"""件页总表：every section and step of the case page, in the order in which they are shown. Leaves add theirs here."""

from __future__ import annotations

from doudi.web.assessment import on_case as assessment
from doudi.web.awards import on_case as awards
from doudi.web.cases import ends, intake, life
from doudi.web.cases.parts import CaseSection, CaseStep
from doudi.web.confirmation import on_case, serving
from doudi.web.papers import holding
from doudi.web.papers import on_case as documents
from doudi.web.survey import on_case as survey
from doudi.web.verification import on_case as verification

SECTIONS: tuple[CaseSection, ...] = (
    *on_case.SECTIONS,
    *intake.SECTIONS,
    *verification.SECTIONS,
    *survey.SECTIONS,
    *assessment.SECTIONS,
    *awards.SECTIONS,
    *documents.SECTIONS,
    *life.SECTIONS,
)
STEPS: tuple[CaseStep, ...] = (
    *holding.STEPS,
    *intake.STEPS,
    *verification.STEPS,
    *survey.STEPS,
    *documents.STEPS,
    *assessment.STEPS,
    *on_case.STEPS,
    *serving.STEPS,
    *awards.STEPS,
    *ends.STEPS,
)
