"""好文件和坏文件：small files made on the spot for the stories of uploads."""

import io

import pypdfium2
from PIL import Image


def photo(size: tuple[int, int] = (60, 40), colour: str = "white", **more: object) -> bytes:
    """A JPEG of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG", **more)
    return written.getvalue()


def sheet(pages: list[bytes]) -> bytes:
    """One PDF of the pages of several."""
    whole = pypdfium2.PdfDocument.new()
    for each in pages:
        part = pypdfium2.PdfDocument(each)
        whole.import_pages(part)
        part.close()
    written = io.BytesIO()
    whole.save(written)
    whole.close()
    return written.getvalue()


def drawn(pdf: bytes, page: int = 0, dpi: int = 150) -> Image.Image:
    """One page as a scanner would give it."""
    document = pypdfium2.PdfDocument(pdf)
    picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
    document.close()
    return picture


def scanned(pdf: bytes, *, turn: float = 0, dpi: int = 150) -> bytes:
    """A PDF of pictures of the pages of another, each laid askew, grey and a little dirty."""
    document = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    pages = [
        drawn(pdf, page, dpi).convert("L").rotate(turn, expand=True, fillcolor=235) for page in range(count)
    ]
    written = io.BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=60)
    return written.getvalue()


def blank_page() -> bytes:
    """The empty back of a sheet."""
    written = io.BytesIO()
    Image.new("L", (1240, 1754), 250).save(written, "PDF", resolution=150)
    return written.getvalue()


def jpeg_of(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=70)
    return written.getvalue()
