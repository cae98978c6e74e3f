"""Every person in the project is invented: no ID number in it can belong to anybody.

A valid number must carry an area code that was never given out: 990204 or 211299. Numbers that are valid
in form (GB 11643—1999: an existing date, a right check digit) and carry another code may be somebody's.
"""

from __future__ import annotations

import re
from datetime import date

from tests.architecture.sources import names, text, weigh

RESERVED = ("990204", "211299")
# file → why a valid number with another area code stands there
EXCEPTIONS: dict[str, str] = {}

_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first17: str) -> str:
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[0] != "0" and check_digit(number[:17]) == number[17].upper()


def living_numbers(content: str) -> list[str]:
    """Valid numbers outside the reserved codes, masked, for even this message may be read by others."""
    found = (match.group() for match in _NUMBER.finditer(content))
    return [f"{one[:6]}********{one[-4:]}" for one in found if is_valid(one) and one[:6] not in RESERVED]


def test_no_number_in_the_project_can_be_a_persons() -> None:
    found = {name: said for name in names() if (content := text(name)) and (said := living_numbers(content))}
    assert weigh(found, EXCEPTIONS) == []


def made(area: str) -> str:
    first17 = f"{area}19500412012"
    return first17 + check_digit(first17)


def test_a_possible_number_is_caught_wherever_it_stands() -> None:
    possible = made("211204")
    assert living_numbers(f"id: '{possible}', next") == [f"211204********{possible[-4:]}"]


def test_reserved_codes_wrong_digits_and_longer_numbers_pass() -> None:
    possible = made("211204")
    wrong = possible[:17] + ("0" if possible[17] != "0" else "1")
    assert living_numbers(f"{made('990204')} {made('211299')} {wrong} {possible}1 a{possible}") == []
