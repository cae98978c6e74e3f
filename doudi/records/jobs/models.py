"""进度：what a job in the background is doing, for whom, how far it is, and how it ended.

No area and no wall: a row holds a title, numbers and a sentence of Doudi's own, never anything about a person.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from doudi.records.ids import new_id


class Progress(models.Model):
    """作业进度：one job. Times are the machine's; `at` is the moment of business under which it acts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField("作业")
    title = models.TextField("事项")
    asked_by = models.UUIDField("交办账号", null=True)
    asked_name = models.TextField("交办人")
    at = models.DateTimeField("业务时间")
    asked_at = models.DateTimeField("交办时间")
    of = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已办", default=0)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    broken = models.PositiveSmallIntegerField("中断次数", default=0)
    sentence = models.TextField("未完成的原因", blank=True)
    answer: Any = models.JSONField("结果", default=dict)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(done__lte=F("of")), name="progress_within_its_whole"),
            models.CheckConstraint(
                condition=Q(sentence="") | Q(ended_at__isnull=False), name="progress_fails_when_ended"
            ),
        )
        indexes = (models.Index(fields=["asked_by", "asked_at"], name="progress_asked_by"),)

    def __str__(self) -> str:
        return f"{self.title} {self.done}/{self.of}"

    @property
    def running(self) -> bool:
        """Neither ended nor given up: still waiting or at work."""
        return self.ended_at is None

    @property
    def failed(self) -> bool:
        """Ended without having done what was asked; the sentence says why and what to do."""
        return bool(self.sentence)
