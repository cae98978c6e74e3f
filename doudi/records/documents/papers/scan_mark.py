"""扫描码：a square code on every sheet, by which a signed and scanned paper finds its own record again."""

import re

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from doudi.records.refusals import BadInput

_MARK = re.compile(r"[0-9A-Z-]{1,40}")
QUIET_MODULES = 4  # the empty border that readers need (ISO/IEC 18004)


class BadMark(BadInput):
    """扫描码的内容不对：more or other signs than the small code holds."""


def scan_mark_svg(mark: str) -> str:
    """The code as an SVG drawing of whole squares, border included: capitals, digits and hyphens, 40 at most.

    A record's number in capitals fits; no name and no ID number may be put here. Raises BadMark.
    """
    refuse_bad_mark(mark)
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    drawn.add_data(mark)
    drawn.make(fit=True)
    rows = drawn.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}" shape-rendering="crispEdges"/></svg>'
    )


def refuse_bad_mark(mark: str) -> None:
    """Raise BadMark for what no code of ours holds."""
    if not _MARK.fullmatch(mark):
        raise BadMark("扫描码只能是40位以内的大写字母、数字和短横，请核对文书的编号。")
