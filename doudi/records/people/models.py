"""人与户：persons, households with dated membership, supporters, bank accounts, consents and authorisations.

Every table has the area where its row is kept, and the area wall. `district` stands in every unique index.
"""

from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.vault.fields import BlindField, SealedField


class Person(models.Model):
    """人：one human being on file, known or not by an identity number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    male = models.BooleanField("男", null=True)
    born = models.DateField("出生日期", null=True)
    died = models.DateField("死亡日期", null=True, blank=True)
    id_number = SealedField("身份证号", null=True)
    id_blind = BlindField(of="id_number", purpose="id_number")
    tail_blind = BlindField(of="id_number", purpose="id_tail", tail=True)
    phone = SealedField("电话", null=True)
    phone_blind = BlindField(of="phone", purpose="phone")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["district", "id_blind"], name="person_once_a_district"),
            models.CheckConstraint(condition=Q(died__gte=F("born")), name="person_dies_after_birth"),
        )
        indexes = (
            models.Index(fields=["area"], name="person_area"),
            models.Index(fields=["id_blind"], name="person_number"),
            models.Index(fields=["tail_blind"], name="person_tail"),
            models.Index(fields=["phone_blind"], name="person_phone"),
        )

    def __str__(self) -> str:
        return self.name


class PersonKey(models.Model):
    """检索键：one text under which a person is found by its beginning."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="keys")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    key = models.TextField(db_collation="C")
    objects = AreaRows.as_manager()

    class Meta:
        # LIKE is not leakproof and could use no index behind row-level security; `>=` and `<` on "C" are and can.
        indexes = (models.Index(fields=["key", "area", "person"], name="personkey_key"),)

    def __str__(self) -> str:
        return self.key


class Registration(models.Model):
    """户口：where and as what a person is registered from `since` until the next row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField("自")
    place = models.ForeignKey(
        Area, models.PROTECT, null=True, related_name="+", verbose_name="本系统内的户籍地"
    )
    elsewhere = models.TextField("外地户籍地", blank=True)
    urban = models.BooleanField("城镇户口", null=True)
    residence_permit = models.BooleanField("持居住证", default=False)
    document = models.TextField("依据", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "since"], name="registration_one_a_day"),
            models.CheckConstraint(
                condition=Q(place__isnull=False) ^ ~Q(elsewhere=""), name="registration_one_place"
            ),
        )

    def __str__(self) -> str:
        return self.elsewhere or f"区划 {self.place_id}"


class Household(models.Model):
    """户：people who live together, from the day it was put on file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    head = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="户主")
    address = models.TextField("住址", blank=True)
    since = models.DateField("建档日期")
    until = models.DateField("销户日期", null=True, blank=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"户 {self.pk}"

    @property
    def head_name(self) -> str:
        """As the household's own file keeps it: the head may live elsewhere by now, out of the reader's sight."""
        rows = self.memberships.filter(person_id=self.head_id).order_by("-since", "-id")
        return rows.values_list("name", flat=True).first() or ""


class Membership(models.Model):
    """共同生活成员：one person in one household from `since` until the day before `until`.

    The name as it was when the person joined stays here, so that a household's past can be read after a member
    has moved out of the reader's area.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    relation = models.TextField("与户主关系")
    since = models.DateField("自")
    until = models.DateField("止", null=True, blank=True)
    why_left = models.TextField("离户原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="membership_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Supporter(models.Model):
    """赡养、抚养、扶养义务人：one who owes support to a member and lives apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="supporters", verbose_name="被赡养人")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    relation = models.TextField("与被赡养人关系")
    id_number = SealedField("身份证号", null=True)
    id_blind = BlindField(of="id_number", purpose="id_number", db_index=True)
    phone = SealedField("电话", null=True)
    residence = models.TextField("住址", blank=True)
    since = models.DateField("自")
    until = models.DateField("止", null=True, blank=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return self.name


class BankAccount(models.Model):
    """银行账户：proposed by one natural person, in force once confirmed by another, until the next one is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bank = models.TextField("开户行")
    holder = models.TextField("户名")
    number = SealedField("账号")
    number_blind = BlindField(of="number", purpose="bank_account", db_index=True)
    why = models.TextField("变更原因")
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.UUIDField(null=True, blank=True)
    refused_because = models.TextField("退回原因", blank=True)
    since = models.DateField("生效日期", null=True, blank=True)
    until = models.DateField("失效日期", null=True, blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(proposed_by=F("confirmed_by")), name="bankaccount_two_people"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(confirmed_by__isnull=False),
                name="bankaccount_confirmed_first",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(since__isnull=False, until__isnull=True),
                name="bankaccount_one_in_force",
            ),
        )

    def __str__(self) -> str:
        return self.bank


class Authorisation(models.Model):
    """核对授权、告知同意：what a person signed, from when until when, and the digest of the scanned paper.

    `kind` is `verification` for the check of means; others (publication, sharing) are named by who needs them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="authorisations")
    supporter = models.ForeignKey(Supporter, models.PROTECT, null=True, related_name="authorisations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.TextField("事项")
    signed_on = models.DateField("签署日期")
    signed_by = models.TextField("签署人")
    how = models.TextField("方式", help_text="本人签字、按手印、监护人代签……")
    until = models.DateField("有效期止", null=True, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    paper_sm3 = models.BinaryField("扫描件", max_length=32, null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(supporter__isnull=False), name="authorisation_of_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.signed_on}"
