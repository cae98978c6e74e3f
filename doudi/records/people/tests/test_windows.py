"""同时办理：many windows at the same instant, one effect."""

import threading
from collections.abc import Callable

from django.db import connection

from doudi.config.tests.town import DONGGANG, THE_DAY, Town, invented_id
from doudi.records.people.accounts import confirm_account, propose_account
from doudi.records.people.actions import found_household, register_person
from doudi.records.people.models import BankAccount, Membership, Person
from doudi.records.refusals import Refusal


def at_once(windows: int, work: Callable[[int], object]) -> list[str]:
    """Run the work in that many threads behind one barrier; the names of the refusals."""
    barrier, refused = threading.Barrier(windows), []

    def window(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except Refusal as refusal:
            refused.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=window, args=(number,)) for number in range(windows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_sixteen_windows_put_one_person_on_file_once(committing: str, town: Town) -> None:
    by, area, number = town.act("lin"), town.area(DONGGANG), invented_id("19500412", 12)
    refused = at_once(16, lambda window: register_person(area=area, name="林秀兰", id_number=number, by=by))
    assert refused == ["AlreadyOnFile"] * 15
    assert Person.objects.using("owner").count() == 1


def test_a_person_joins_one_household_however_many_ask_at_once(committing: str, town: Town) -> None:
    by, area = town.act("lin"), town.area(DONGGANG)
    lan = register_person(area=area, name="林秀兰", by=by)
    refused = at_once(
        8, lambda window: found_household(area=area, head=lan, address=f"{window} 组", since=THE_DAY, by=by)
    )
    assert refused == ["AlreadyMember"] * 7
    assert Membership.objects.using("owner").filter(until=None).count() == 1


def test_two_accounts_confirmed_at_once_leave_one_in_force(committing: str, town: Town) -> None:
    by, decider = town.act("lin"), town.act("zhao")
    lan = register_person(area=town.area(DONGGANG), name="林秀兰", by=by)
    proposed = [
        propose_account(
            person=lan, bank="示例农商行", holder="林秀兰", number=f"620099020400001234{n}", why="换卡", by=by
        )
        for n in range(8)
    ]
    refused = at_once(8, lambda window: confirm_account(account=proposed[window], since=THE_DAY, by=decider))
    accounts = BankAccount.objects.using("owner")
    assert refused == []
    assert accounts.filter(since=THE_DAY, until=None).count() == 1
    assert accounts.filter(since=THE_DAY, until=THE_DAY).count() == 7
