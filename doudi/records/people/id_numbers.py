"""公民身份号码：GB 11643-1999 as a check with a sentence for each thing that can be wrong."""

from datetime import date
from operator import mul

from doudi.records.refusals import BadInput
from doudi.records.vault.secret import Secret, plain_form

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"
NOUGHTS = ord("0") * sum(WEIGHTS)


def checked(typed: str) -> Secret:
    """The number in one spelling (a small x and full-width digits are read). BadInput says what is wrong.

    A number of the first generation (15 digits) is refused: it must be read off a present card.
    """
    number = plain_form(typed)
    body, last = number[:17], number[17:]
    if len(number) != 18 or not (body.isascii() and body.isdigit()) or last not in CHECK_SIGNS:
        raise BadInput("身份证号应为 18 位：前 17 位数字，末位数字或 X，请对照证件重输。")
    if check_sign(body) != last:
        raise BadInput("身份证号校验位不符，多半有一位输错，请对照证件重输。")
    read = Secret(number)
    birth_of(read)
    return read


def check_sign(body: str) -> str:
    """The 18th sign for 17 digits."""
    return CHECK_SIGNS[(sum(map(mul, body.encode(), WEIGHTS)) - NOUGHTS) % 11]


def birth_of(id_number: Secret) -> date:
    """The birth date inside a number. BadInput when there is no such day."""
    digits = id_number.reveal()[6:14]
    try:
        return date.fromisoformat(digits)
    except ValueError:
        raise BadInput("身份证号中的出生日期不存在，请对照证件重输。") from None


def is_male(id_number: Secret) -> bool:
    """Men have an odd 17th digit."""
    return int(id_number.reveal()[16]) % 2 == 1
