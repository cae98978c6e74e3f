"""银行账户：proposed by one person, confirmed by another; the old account ends when the new one begins."""

from datetime import date

from doudi.records.access import Act, action, require
from doudi.records.audit.trail import record
from doudi.records.hands import account_steps, refuse_hands, step_of
from doudi.records.people.actions import CLERKS
from doudi.records.people.models import BankAccount, Person
from doudi.records.refusals import BadInput, Refusal
from doudi.records.vault.secret import Secret, plain_form

CONFIRMERS = ("township_reviewer", "township_decider", "district_decider")
PROPOSE, CONFIRM = "accounts.propose_account", "accounts.confirm_account"
ACCOUNT_STEPS = account_steps(PROPOSE, CONFIRM, CLERKS, CONFIRMERS)
SHORTEST, LONGEST = 12, 24


class AlreadyDealtWith(Refusal):
    """已经办过：confirmed or sent back by somebody else meanwhile."""


@action
def propose_account(*, person: Person, bank: str, holder: str, number: str, why: str, by: Act) -> BankAccount:
    """提出账户 for a person; pays nobody until another natural person confirms it."""
    step = step_of(ACCOUNT_STEPS, PROPOSE)
    require(by, *step.posts, at=person.area_id)
    who = refuse_hands(step, {}, by)
    digits = plain_form(number)
    if not (SHORTEST <= len(digits) <= LONGEST and digits.isascii() and digits.isdigit()):
        raise BadInput(f"银行账号应为 {SHORTEST} 至 {LONGEST} 位数字，请对照存折或卡重输。")
    if not bank.strip() or not holder.strip() or not why.strip():
        raise BadInput("请填写开户行、户名和变更原因。")
    proposed = BankAccount.objects.create(
        person=person,
        area_id=person.area_id,
        bank=bank.strip(),
        holder=holder.strip(),
        number=Secret(digits),
        why=why.strip(),
        proposed_at=by.at,
        proposed_by=who,
    )
    record(by=by, did="people.account_proposed", to=proposed, why=why)
    return proposed


@action
def confirm_account(*, account: BankAccount, since: date, by: Act) -> BankAccount:
    """确认账户 from a day on; the one in force until then ends on that day. Never by who proposed it."""
    require(by, *step_of(ACCOUNT_STEPS, CONFIRM).posts, at=account.area_id)
    # The person's row orders two confirmations of two proposals.
    person = Person.objects.select_for_update().get(pk=account.person_id)
    held = BankAccount.objects.select_for_update().get(pk=account.pk)
    _refuse_own_or_done(held, by)
    before = BankAccount.objects.filter(person=person, since__isnull=False, until__isnull=True).first()
    if before is not None:
        assert before.since is not None
        if since < before.since:
            raise BadInput(f"现有账户自 {before.since} 起生效，新账户不能更早。")
        before.until = since
        before.save(update_fields=["until"])
    held.confirmed_at, held.confirmed_by, held.since = by.at, by.scope.natural_person, since
    held.save(update_fields=["confirmed_at", "confirmed_by", "since"])
    record(
        by=by, did="people.account_confirmed", to=held, since=since, replaces=before.pk if before else None
    )
    return held


@action
def send_back_account(*, account: BankAccount, why: str, by: Act) -> BankAccount:
    """退回账户: the proposal pays nobody, and stays on file with the reason."""
    require(by, *CONFIRMERS, at=account.area_id)
    held = BankAccount.objects.select_for_update().get(pk=account.pk)
    _refuse_own_or_done(held, by)
    if not why.strip():
        raise BadInput("请写明退回原因。")
    held.refused_because = why.strip()
    held.save(update_fields=["refused_because"])
    record(by=by, did="people.account_sent_back", to=held, why=why)
    return held


def _refuse_own_or_done(account: BankAccount, by: Act) -> None:
    refuse_hands(step_of(ACCOUNT_STEPS, CONFIRM), {PROPOSE: (account.proposed_by,)}, by)
    if account.confirmed_at is not None or account.refused_because:
        raise AlreadyDealtWith("这条账户变更已经办过，请刷新页面。")
