"""导航：the pages in the frame, in groups, each for the posts that use it, with the key that leads there.

A room adds its pages here. A key is one letter; a page that is seldom needed has none. Never D, E or F (the
browser's own), never one of PAGE_KEYS, which are the pages' own buttons, never given twice (a test looks).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from doudi.records.access import Scope
from doudi.web.working import holds_any

# J main button, P print, X export, G back to the filters, I and Q free for a page, M and Y rows of the trial.
PAGE_KEYS = frozenset("jpxgiqmy")
CLERKS = ("township_clerk", "district_clerk")
CASEWORKERS = (
    "township_clerk",
    "township_reviewer",
    "township_decider",
    "district_clerk",
    "district_decider",
    "panel_member",
    "verification_clerk",
    "verification_lead",
)
AWARD_READERS = (*CASEWORKERS, "auditor", "finance_clerk", "finance_releaser", "township_cashier")

SUPERVISORS = (*CASEWORKERS, "auditor")
PAPER_CARRIERS = ("village_worker", *(post for post in CASEWORKERS if post != "panel_member"))
JOINT_REVIEW = (
    *("township_clerk", "township_reviewer", "township_decider"),
    *("district_clerk", "district_decider", "panel_member"),
)


RUN_READERS = ("finance_clerk", "finance_releaser", "district_clerk", "district_decider", "auditor")
PAYMENT_READERS = (
    *RUN_READERS,
    *("township_clerk", "township_reviewer", "township_decider", "township_cashier"),
)
FUND_READERS = PAYMENT_READERS
AID_OPENERS = (*CLERKS, "township_cashier", "finance_clerk")
AID_READERS = (*PAYMENT_READERS, "village_worker")
FILE_READERS = (*CASEWORKERS, "village_worker", "township_cashier")
ENTRY_POSTS = (*CLERKS, "township_reviewer", "township_decider", "district_decider")
UPRATING_READERS = (
    *("township_clerk", "township_reviewer", "township_decider", "district_clerk", "district_decider"),
    *("figures_issuer", "finance_clerk", "finance_releaser", "auditor"),
)
POST_READERS = ("post_registrar", "auditor", "system_keeper")


@dataclass(frozen=True, slots=True)
class Link:
    """一页：its name among the addresses, its title and key; `also` are the pages under it."""

    name: str
    title: str
    key: str = ""
    posts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    public: bool = False

    @property
    def address(self) -> str:
        return f"web:{self.name}"

    def is_for(self, scope: Scope | None) -> bool:
        if scope is None:
            return self.public
        return not self.posts or holds_any(scope, self.posts)


@dataclass(frozen=True, slots=True)
class Group:
    """一组页面 under one heading."""

    title: str
    links: tuple[Link, ...]


GROUPS = (
    Group(
        gettext_noop("办理"),
        (
            Link("today", gettext_noop("今日"), "t", also=("home", "dues")),
            Link("intake", gettext_noop("受理"), "a", CLERKS, also=("intake_form",)),
            Link(
                "cases",
                gettext_noop("办件"),
                "l",
                CASEWORKERS,
                also=("case", "case_step", "assessment", "declare", "receipts"),
            ),
            Link("village_cases", gettext_noop("本村办件"), "", ("village_worker",), also=("village_case",)),
            Link(
                "meetings",
                gettext_noop("联审会议"),
                "h",
                JOINT_REVIEW,
                also=("meeting", "new_meeting", "meeting_order", "panels", "panel_order"),
            ),
            Link(
                "verification",
                gettext_noop("核对中心"),
                "v",
                ("verification_clerk", "verification_lead"),
                also=(
                    "verification_requests",
                    "verification_request",
                    "verification_batches",
                    "verification_batch",
                    "verification_returned",
                    "verification_disputed",
                ),
            ),
            Link(
                "awards",
                gettext_noop("待遇"),
                "n",
                AWARD_READERS,
                also=("award", "award_step", "award_month", "declare_award", "changes", "reviews"),
            ),
            Link(
                "surveys",
                gettext_noop("入户"),
                "u",
                (*CLERKS, "village_worker"),
                also=("survey", "neighbours", "care"),
            ),
            Link(
                "papers",
                gettext_noop("文书"),
                "w",
                PAPER_CARRIERS,
                also=("paper", "paper_order", "scans", "claim_scan"),
            ),
            Link("transfers", gettext_noop("待转录"), "", CLERKS, also=("transfer_sheet", "transfer_mark")),
        ),
    ),
    Group(
        gettext_noop("资金"),
        (
            Link(
                "payments",
                gettext_noop("发放"),
                "",
                RUN_READERS,
                also=("payment_run", "payment_control", "payment_stops"),
            ),
            Link("payment_lines", gettext_noop("发放明细"), "", PAYMENT_READERS, also=("payment_roll",)),
            Link("payment_failed", gettext_noop("退票"), "", PAYMENT_READERS),
            Link(
                "claims",
                gettext_noop("后补追缴"),
                "",
                PAYMENT_READERS,
                also=("claim", "suspects", "reckonings", "reckoning", "reckon", "arrears"),
            ),
            Link(
                "price_indices",
                gettext_noop("价格补贴"),
                "",
                RUN_READERS,
                also=("price_index", "price_people"),
            ),
            Link("tekun", gettext_noop("特困发放"), "", PAYMENT_READERS),
            Link("institutions", gettext_noop("供养机构"), "", PAYMENT_READERS, also=("institution",)),
            Link("aids", gettext_noop("临时救助"), "", AID_READERS, also=("aid_one", "aid_new", "aid_order")),
            Link("reserves", gettext_noop("备用金"), "", FUND_READERS, also=("reserve", "reserve_order")),
            Link(
                "funds",
                gettext_noop("资金总览"),
                "",
                FUND_READERS,
                also=("fund_postings", "entry", "account"),
            ),
        ),
    ),
    Group(
        gettext_noop("档案"),
        (
            Link(
                "people",
                gettext_noop("人与户"),
                "k",
                FILE_READERS,
                also=(
                    *("person", "household", "household_history", "household_member"),
                    *("regroupings", "regrouping", "regrouping_order", "new_regrouping"),
                ),
            ),
            Link(
                "brought_over",
                gettext_noop("存量录入"),
                "",
                ENTRY_POSTS,
                also=("brought_over_batch", "brought_over_differences", "brought_over_hand_in"),
            ),
            Link("officers", gettext_noop("人员与岗位"), "o", POST_READERS, also=("officer", "new_officer")),
            Link("relatives", gettext_noop("近亲属申报")),
        ),
    ),
    Group(
        gettext_noop("监督"),
        (
            Link("month_cycle", gettext_noop("月度进度"), posts=SUPERVISORS),
            Link(
                "objections",
                gettext_noop("异议"),
                posts=CASEWORKERS,
                also=("objection", "new_objection", "objection_order"),
            ),
            Link(
                "disclosures",
                gettext_noop("公示"),
                posts=SUPERVISORS,
                also=("disclosure", "new_disclosure", "disclosure_order"),
            ),
            Link(
                "inspections",
                gettext_noop("抽查"),
                posts=SUPERVISORS,
                also=("inspection", "inspection_check", "finding_order", "new_sampling", "inspection_report"),
            ),
        ),
    ),
    Group(
        gettext_noop("政策"),
        (
            Link("trial", gettext_noop("试算"), "s", also=("trial_load",), public=True),
            Link("standards", gettext_noop("标准"), "b", also=("standard",), public=True),
            Link("calendar", gettext_noop("日历与期限"), "r", also=("notices",), public=True),
            Link("own_figures", gettext_noop("本区数值"), "", ("district_clerk", "figures_issuer")),
            Link(
                "upratings",
                gettext_noop("提标"),
                "",
                UPRATING_READERS,
                also=("uprating", "uprating_lines", "invitations", "invitation"),
            ),
            Link("manual", gettext_noop("政策手册"), "c", public=True),
        ),
    ),
    Group(
        gettext_noop("其他"),
        (Link("jobs", gettext_noop("后台作业")), Link("help", gettext_noop("帮助"), "z", public=True)),
    ),
)


def links() -> Iterator[Link]:
    """Every page of the frame, whoever may see it."""
    for group in GROUPS:
        yield from group.links
