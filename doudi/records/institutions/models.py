"""供养服务机构：the house, the account that is paid for its residents, who lives there, and who was there at a count.

An institution lies where it stands; its rows lie with it, whoever's township a resident came from.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Person
from doudi.records.vault.fields import BlindField, SealedField


class Institution(models.Model):
    """供养服务机构：its name, its beds, from when to when it takes people in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.TextField("名称")
    beds = models.IntegerField("床位数")
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(beds__gte=0), name="institution_beds"),
            models.UniqueConstraint(fields=["area", "name"], name="institution_once"),
        )

    def __str__(self) -> str:
        return self.name


class InstitutionAccount(models.Model):
    """机构账户：proposed by one natural person, in force once confirmed by another, until the next one is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="accounts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bank = models.TextField("开户行")
    holder = models.TextField("户名")
    number = SealedField("账号")
    number_blind = BlindField(of="number", purpose="bank_account", db_index=True)
    why = models.TextField("变更原因")
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    since = models.DateField("生效日期", null=True)
    until = models.DateField("失效日期", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(proposed_by=F("confirmed_by")), name="institutionaccount_two_people"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(confirmed_by__isnull=False),
                name="institutionaccount_confirmed_first",
            ),
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(since__isnull=False, until__isnull=True),
                name="institutionaccount_one_in_force",
            ),
        )

    def __str__(self) -> str:
        return self.bank


class Residence(models.Model):
    """在院：a person lives in one institution at a time, from a day until before another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="residences")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    since = models.DateField("入院日期")
    until = models.DateField("离院日期", null=True)
    left_because = models.TextField("离院原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="residence_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, left_because="")
                | (Q(until__gte=F("since")) & ~Q(left_because="")),
                name="residence_left_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Census(models.Model):
    """月度盘点：who was really there on the day of the count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="counts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.DateField("月份")
    counted_on = models.DateField("盘点日期")
    present = ArrayField(models.UUIDField(), verbose_name="在院人员")
    counted_by = models.UUIDField("盘点人")
    counted_by_name = models.TextField("盘点人姓名")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["institution", "month"], name="census_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="census_of_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.institution} {self.month:%Y-%m}"
