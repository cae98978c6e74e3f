"""待遇页的步骤总表：every step of the page of an award, in the order in which they are shown. Leaves add theirs here."""

from __future__ import annotations

from doudi.web.awards import steps
from doudi.web.awards.steps import AwardStep
from doudi.web.changes import on_award as changes
from doudi.web.reviews import on_award as reviews

STEPS: tuple[AwardStep, ...] = (*changes.STEPS, *reviews.STEPS, *steps.STEPS)
