"""户的变动：one split, merger or move from proposal to decision, and which file continues which.

Both lie between two places: they are seen from the old one and from the new one (`SeenFromBoth`, a wall of their own).
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from doudi.casework.awards.models import Award
from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows, Scope
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household
from doudi.records.vault.fields import SealedField


class Kind(models.TextChoices):
    """户的变动的种类."""

    SPLIT = "split", "分户"
    MERGE = "merge", "并户"
    MOVE = "move", "迁移"


class State(models.TextChoices):
    """办到哪一步."""

    PROPOSED = "proposed", "待决定"
    DECIDED = "decided", "已决定"
    DROPPED = "dropped", "已撤回"


class SeenFromBoth(AreaRows):
    """Rows between two places: seen by who works at either."""

    def seen_by(self, scope: Scope) -> Self:
        return self.filter(Q(area_id__among=scope.areas) | Q(to_area_id__among=scope.areas))


class Regrouping(models.Model):
    """户的变动：who goes where and why, what that makes of the awards, what the family said, what another decided.

    `told` is what carrying it out on the day of the proposal gave: names and amounts for both places to read. The plan
    names people and means, and lies sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    other = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+", verbose_name="并入的户")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    to_area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="新户所在村（社区）")
    kind = models.TextField("种类", choices=Kind)
    state = models.TextField("状态", choices=State, default=State.PROPOSED)
    head_name = models.TextField("原户主")
    new_head_name = models.TextField("新户户主")
    why = models.TextField("事实和说明")
    event_on = models.DateField("发生日期")
    plan = SealedField("去向", help_text="canonical JSON")
    told: Any = models.JSONField("试算", default=list)
    from_month = models.DateField("执行起始月", null=True)
    proposed_on = models.DateField("提出日期")
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField("提出人（自然人）")
    proposed_name = models.TextField("提出人")
    heard_on = models.DateField("听取意见日期", null=True)
    heard_from = models.TextField("谁的意见", blank=True)
    heard_said = models.TextField("意见", blank=True)
    heard_by = models.TextField("听取人", blank=True)
    opinion = models.TextField("决定意见", blank=True)
    decided_on = models.DateField("决定之日", null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField("决定人（自然人）", null=True)
    decided_name = models.TextField("决定人", blank=True)
    dropped_because = models.TextField("撤回原因", blank=True)
    objects = SeenFromBoth.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["household"], condition=Q(state="proposed"), name="regrouping_one_open"
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="regrouping_two_people"),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(decided_by__isnull=False, decided_on__isnull=False, from_month__isnull=False),
                name="regrouping_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_month__isnull=True) | Q(from_month__day=1), name="regrouping_from_a_month"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="regrouping_dropped_why"
            ),
            models.CheckConstraint(
                condition=Q(kind="merge", other__isnull=False) | (~Q(kind="merge") & Q(other__isnull=True)),
                name="regrouping_merges_two",
            ),
        )
        indexes = (
            models.Index(fields=["area", "state"], name="regrouping_area_state"),
            models.Index(fields=["to_area", "state"], name="regrouping_to_state"),
        )

    def __str__(self) -> str:
        return f"{self.head_name}户{self.kind_title}"

    @property
    def kind_title(self) -> str:
        return Kind(self.kind).label


class Continuation(models.Model):
    """承接：which file goes on with which: household, case and award, seen from both ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    regrouping = models.ForeignKey(Regrouping, models.PROTECT, related_name="continuations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    to_area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    old_household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    new_household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    old_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    new_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    old_award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    new_award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    old_number = models.TextField("原受理编号", blank=True)
    new_number = models.TextField("新受理编号", blank=True)
    before_fen = models.BigIntegerField("原月金额（分）", default=0)
    after_fen = models.BigIntegerField("现月金额（分）", default=0)
    objects = SeenFromBoth.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["regrouping", "old_household", "new_household", "old_award"],
                name="continuation_once",
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(fields=["old_household"], name="continuation_old"),
            models.Index(fields=["new_household"], name="continuation_new"),
        )

    def __str__(self) -> str:
        return f"{self.old_number}→{self.new_number}"
