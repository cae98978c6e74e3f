"""审计：the chain of what was done, the log of what was looked at, and the commands already answered.

None of these tables is ever updated or emptied; the database refuses it (`walls.append_only`).
Officers and areas are named by number, not by foreign key: a line outlives what it tells of.
"""

from typing import Any

from django.db import models

from doudi.records.ids import new_id

DIGEST_BYTES = 32


class AuditLine(models.Model):
    """审计行：one thing done. `sm3` covers every other column and the line before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("业务时间")
    machine_at = models.DateTimeField("机器时间")
    name = models.TextField("办理人")
    officer = models.UUIDField(null=True)
    natural_person = models.UUIDField(null=True)
    credential = models.TextField(blank=True)
    address = models.TextField(blank=True)
    area_id = models.IntegerField(null=True)
    did = models.TextField("事项")
    kind = models.TextField("对象类别", blank=True)
    object_id = models.TextField("对象编号", blank=True)
    why = models.TextField("事由", blank=True)
    facts = models.JSONField(default=dict)
    prev = models.BinaryField(max_length=DIGEST_BYTES)
    sm3 = models.BinaryField(max_length=DIGEST_BYTES)

    class Meta:
        indexes = (
            models.Index(fields=["kind", "object_id", "seq"], name="auditline_object"),
            models.Index(fields=["area_id", "seq"], name="auditline_area"),
            models.Index(fields=["natural_person", "seq"], name="auditline_person"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.did}"


class BulkLine(models.Model):
    """批量明细：one row of a bulk job; the chain line `root` stands for all of its batch, in order of position."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.UUIDField()
    position = models.IntegerField()
    area_id = models.IntegerField(null=True)
    kind = models.TextField()
    object_id = models.TextField()
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "position"], name="bulkline_once"),)
        indexes = (models.Index(fields=["kind", "object_id"], name="bulkline_object"),)

    def __str__(self) -> str:
        return f"{self.batch} {self.position}"


class AccessLine(models.Model):
    """查阅记录：one look at a record. Kept apart from the chain; each finished minute is sealed by one chain line."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    machine_at = models.DateTimeField()
    at = models.DateTimeField()
    name = models.TextField()
    officer = models.UUIDField(null=True)
    natural_person = models.UUIDField(null=True)
    credential = models.TextField(blank=True)
    address = models.TextField(blank=True)
    area_id = models.IntegerField(null=True)
    did = models.TextField()
    kind = models.TextField(blank=True)
    object_id = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["machine_at"], name="accessline_moment"),
            models.Index(fields=["natural_person", "machine_at"], name="accessline_person"),
            models.Index(fields=["kind", "object_id", "at"], name="accessline_object"),
        )

    def __str__(self) -> str:
        return f"{self.machine_at:%F %T} {self.did}"


class Command(models.Model):
    """命令：an order from outside and the answer it got. Kept for ever: a second arrival gets the same answer."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    body_sm3 = models.BinaryField(max_length=DIGEST_BYTES)
    natural_person = models.UUIDField(null=True)
    at = models.DateTimeField()
    answer: Any = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
