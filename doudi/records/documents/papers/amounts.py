"""金额写法：whole fen as digits and as capitals, the way a receipt wants it (支付结算办法 附一)."""

from doudi.records.refusals import BadInput

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
MOST_FEN = 100 * 10**12 - 1  # twelve places before the point: 仟亿


class AmountOutOfRange(BadInput):
    """金额超出写法：negative, or a trillion yuan and more."""


def amount_in_capitals(fen: int) -> str:
    """大写金额: 73400 → 柒佰叁拾肆元整, 1640902 → 壹万陆仟肆佰零玖元零贰分.

    Where a zero may be written or left out, it is written before 角 and left out after 万, as in the first of
    each pair of examples there (107000.53 → 壹拾万柒仟元零伍角叁分). 整 closes an amount that ends at 元 or 角,
    so that nothing can be added; one that ends at 分 has none.
    Raises AmountOutOfRange below 0 and from a trillion yuan on.
    """
    if not 0 <= fen <= MOST_FEN:
        raise AmountOutOfRange("金额要在零元到一万亿元之间才能写成大写，请核对金额。")
    whole, small = divmod(fen, 100)
    dimes, cents = divmod(small, 10)
    words = _whole_yuan(whole)
    if small == 0:
        return f"{words or '零'}元整"
    told = f"{words}元" if words else ""
    if words and (dimes == 0 or whole % 10 == 0):
        told += "零"
    if dimes:
        told += f"{DIGITS[dimes]}角"
    return told + (f"{DIGITS[cents]}分" if cents else "整")


def _whole_yuan(yuan: int) -> str:
    """Yuan in groups of four places; 零 stands once wherever places are skipped between two digits."""
    words = ""
    skipped = False
    for power in range(len(GROUPS) - 1, -1, -1):
        group = yuan // 10 ** (4 * power) % 10_000
        skipped = skipped or (bool(words) and group < 1000)
        if group:
            words += ("零" if words and skipped else "") + _four_places(group) + GROUPS[power]
            skipped = False
    return words


def _four_places(group: int) -> str:
    words = ""
    skipped = False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if words and skipped else "") + DIGITS[digit] + PLACES[place]
        skipped = digit == 0
    return words
