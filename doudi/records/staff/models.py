"""人员：officers' accounts, the natural persons behind them, the posts they hold and the relatives they declared.

These tables stand outside the area wall: they are read to find out what a person may see.
"""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from doudi.records.areas.models import Area
from doudi.records.clock import machine_now
from doudi.records.ids import new_id
from doudi.records.vault.fields import BlindField, SealedField

TOTP_STEP_SECONDS = 30


class NaturalPerson(models.Model):
    """自然人：the human being behind one or more accounts. Two steps that need two people compare these."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField("姓名")
    id_number = SealedField("身份证号")
    id_blind = BlindField(of="id_number", purpose="id_number", unique=True)

    def __str__(self) -> str:
        return self.name


class Officer(AbstractBaseUser):  # type: ignore[django-manager-missing]  # django-otp has no types
    """账号：one login. Several may belong to one natural person; each sees only by its own posts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("账号", max_length=64, unique=True)
    # Django's own fields under our own words: its translated titles would differ from migration to migration.
    password = models.CharField("密码", max_length=128)
    last_login = models.DateTimeField("上次登录", null=True, blank=True)
    person = models.ForeignKey(NaturalPerson, models.PROTECT, related_name="accounts")
    is_active = models.BooleanField("启用", default=True)
    opened_at = models.DateTimeField("开立时间")
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Officer"]()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_active=Q(closed_at__isnull=True)), name="officer_closed_is_inactive"
            ),
        )

    def __str__(self) -> str:
        return self.username


class Post(models.Model):
    """岗位：a kind of work. What it may reveal, and whether it decides, are data (`data/posts.csv`)."""

    code = models.SlugField(primary_key=True, max_length=40)
    title = models.TextField("名称")
    level = models.TextField("层级")
    decides = models.BooleanField("作决定，须两步验证")
    audits = models.BooleanField("可查审计", default=False)
    reveals = ArrayField(models.TextField(), default=list, verbose_name="可显示的密项")

    def __str__(self) -> str:
        return self.title


class IncompatiblePosts(models.Model):
    """不相容岗位：two posts that one natural person may not hold on the same day, and why."""

    one = models.ForeignKey(Post, models.PROTECT, related_name="+")
    other = models.ForeignKey(Post, models.PROTECT, related_name="+")
    basis = models.TextField("依据")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["one", "other"], name="incompatibleposts_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="incompatibleposts_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} / {self.other_id}"


class Posting(models.Model):
    """任职：a post held at an area from `since` until the day before `until`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="postings")
    person = models.ForeignKey(NaturalPerson, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField("自")
    until = models.DateField(
        "止", null=True, blank=True, help_text="the first day on which it is no longer held"
    )
    appointed_by = models.ForeignKey(NaturalPerson, models.PROTECT, null=True, related_name="+")
    document = models.TextField("依据", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="posting_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(person=F("appointed_by")), name="posting_by_another_person"),
        )
        indexes = (models.Index(fields=["person", "since"], name="posting_person"),)

    def __str__(self) -> str:
        return f"{self.officer_id} {self.post_id}"


class NearRelative(models.Model):
    """近亲属申报：a relative whom this person may not handle, known by name and, if given, identity number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(NaturalPerson, models.PROTECT, related_name="near_relatives")
    name = models.TextField("姓名")
    relation = models.TextField("关系")
    id_number = SealedField("身份证号", null=True)
    id_blind = BlindField(of="id_number", purpose="id_number", db_index=True)
    since = models.DateField("申报日期")
    until = models.DateField("撤回日期", null=True, blank=True)
    ended_because = models.TextField("撤回原因", blank=True)

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）"


class SecondFactor(ThrottlingMixin, Device):
    """动态口令：a TOTP device whose key lies sealed. A code works once; failures slow the next try down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = SealedField("密钥")
    last_step = models.BigIntegerField(default=-1)

    @property
    def persistent_id(self) -> str:
        """Sessions name the device by this; django-otp reads the number after the slash."""
        return f"{self.model_label()}/{UUID(str(self.pk)).int}"

    def verify_token(self, token: str) -> bool:
        """Is this the code of now, one step early or late, and not yet used?"""
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        machine = self.clockwork()
        right = token.isascii() and token.isdigit() and machine.verify(int(token), 1, self.last_step + 1)
        if right:
            self.last_step = machine.t()
            self.throttle_reset(commit=False)
            self.save(update_fields=["last_step", "throttling_failure_timestamp", "throttling_failure_count"])
        else:
            self.throttle_increment(commit=True)
        return bool(right)

    def clockwork(self) -> TOTP:
        """The code generator at the machine's moment."""
        machine = TOTP(bytes.fromhex(self.key.reveal()), TOTP_STEP_SECONDS)
        machine.time = machine_now().timestamp()
        return machine

    def get_throttle_factor(self) -> int:
        """Seconds of waiting after the first failure; doubled by each further one."""
        return 1
