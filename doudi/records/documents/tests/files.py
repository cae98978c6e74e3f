"""好文件和坏文件：small files made on the spot for the stories of uploads."""

import io

from PIL import Image


def photo(size: tuple[int, int] = (60, 40), colour: str = "white", **more: object) -> bytes:
    """A JPEG of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG", **more)
    return written.getvalue()
