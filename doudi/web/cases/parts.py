"""件页的组成：a section and a step of the case page, as any leaf of pages declares them.

    SECTION = CaseSection("verification", _("核对"), "web/verification/on_case.html", shown_on_case)
    STEP = CaseStep("ask", _("发起核对"), "web/verification/ask.html", do_ask, stages=(Stage.ACCEPTED,), posts=CLERKS)

and names them in `cases/registry.py`, the one place where a case page is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from doudi.casework.cases.models import Case
from doudi.records.access import Act
from doudi.web.typed import Typed

Told = Mapping[str, Any]


def _nothing(case: Case, by: Act) -> Told:
    return {}


def _always(case: Case, by: Act) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class CaseSection:
    """一段：what one leaf shows of a case. `shown` answers what its template reads, or None where it has nothing to
    say of this case. `posts`: who may see it; everybody who sees the case where none is named.
    """

    name: str
    title: str
    template: str
    shown: Callable[[Case, Act], Told | None]
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseStep:
    """一步：a form of the case page and what it does.

    The template holds the fields only; it finds `form` (values and errors), `case` and what `shown` answers. `do`
    reads the fields, calls the action with `typed.expected`, and answers plain JSON for `to`, if there is one: the
    address to go to, else the case again. `offered` hides a step where it makes no sense; `main` are those that
    carry a case on, the others wait folded. `demonstration`: there only, elsewhere not there.
    """

    name: str
    title: str
    template: str
    do: Callable[[Case, Typed, Act], Mapping[str, Any] | None]
    stages: tuple[str, ...]
    posts: tuple[str, ...]
    told: str = ""
    main: bool = False
    first: Callable[[Case, Act], Told] = _nothing
    shown: Callable[[Case, Act], Told] = _nothing
    offered: Callable[[Case, Act], bool] = _always
    to: Callable[[Mapping[str, Any]], str] | None = None
    demonstration: bool = False

    def is_offered(self, case: Case, by: Act) -> bool:
        """May this officer take this step with this case now? The action itself is asked again when it is taken."""
        return (
            (not self.demonstration or settings.MODE == "demonstration")
            and case.stage in self.stages
            and by.scope.holds(*self.posts, at=case.area_id)
            and self.offered(case, by)
        )
