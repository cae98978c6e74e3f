"""读扫描码：the square codes on one page, however it lay in the scanner."""

import re

import zxingcpp
from PIL import Image

# The number of a paper as `issue_paper` has it printed (a UUID in capitals); other square codes are none of ours.
_OURS = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def marks_in(page: Image.Image) -> list[str]:
    """The numbers of papers on a page, each once, in reading order."""
    grey = page.convert("L")
    read = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    texts = (
        each.text for each in sorted(read, key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    )
    return list(dict.fromkeys(text for text in texts if _OURS.fullmatch(text)))
