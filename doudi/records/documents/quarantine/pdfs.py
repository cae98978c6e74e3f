"""PDF：opened within bounds; one that can do something by itself is refused; single pages taken out."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from doudi.records.documents.limits import MOST_PAGES, MOST_UNPACKED_BYTES
from doudi.records.documents.quarantine.found import PDF, Found, Unfit
from doudi.records.documents.quarantine.marks import marks_in

READING_DPI, POINTS_AN_INCH = 200, 72
LONGEST_EDGE_PIXELS = 4000
_BROKEN = "这个 PDF 打不开或不完整：请重新扫描或导出后再上传。"
_ACTIVE = "这个 PDF 带有脚本、附件或会自己启动的内容，不能收：请打印后扫描，或用“打印成 PDF”重新导出。"
# Long names, so that none of them stands in the points of a scan by chance.
_NAMES = (
    b"/JavaScript",
    b"/Launch",
    b"/EmbeddedFile",
    b"/RichMedia",
    b"/SubmitForm",
    b"/ImportData",
    b"/XFA",
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def pdf(content: bytes, wants_marks: bool) -> Found:
    """The PDF as it is, with its pages counted and, when asked, the square codes page by page. Raises Unfit."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Unfit("这个 PDF 里还藏着压缩包，不能收：请用“打印成 PDF”重新导出。")
    _refuse_active(content)
    document = _opened(content)
    try:
        count = len(document)
        if not 0 < count <= MOST_PAGES:
            raise Unfit(f"这个 PDF 有 {count} 页：一次请上传 1 到 {MOST_PAGES} 页。")
        if document.count_attachments() or pdfium.FPDFDoc_GetJavaScriptActionCount(document):
            raise Unfit(_ACTIVE)
        marks = [marks_in(_drawn(document, number)) for number in range(count)] if wants_marks else []
    finally:
        document.close()
    return Found(PDF, content, count, marks)


def pages_of(content: bytes, numbers: list[int]) -> bytes:
    """A PDF of these pages only, counted from 0, in this order: the others stay behind."""
    document, taken = _opened(content), pypdfium2.PdfDocument.new()
    try:
        taken.import_pages(document, numbers)
        written = io.BytesIO()
        taken.save(written)
    finally:
        taken.close()
        document.close()
    return written.getvalue()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise Unfit(_BROKEN) from None


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    try:
        page = document[number]
        longest = max(page.get_size()) or 1
        scale = min(READING_DPI / POINTS_AN_INCH, LONGEST_EDGE_PIXELS / longest)
        drawn: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
    except pypdfium2.PdfiumError:
        raise Unfit(_BROKEN) from None
    return drawn


def _refuse_active(content: bytes) -> None:
    if re.search(rb"/Encrypt\b", content):
        raise Unfit("这个 PDF 加了密码：请去掉密码，或打印后扫描再上传。")
    for part in (content, *_packed_objects(content)):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part
        if any(name in plain for name in _NAMES):
            raise Unfit(_ACTIVE)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """The unpacked object streams, where names are not legible in the file itself."""
    left = MOST_UNPACKED_BYTES
    for found in _OBJECTS.finditer(content):
        machine = zlib.decompressobj()
        try:
            unpacked = machine.decompress(content[found.end() :], left)
        except zlib.error:
            continue  # not packed this way: legible as it stands, or not at all, also for a reader
        left -= len(unpacked)
        if left <= 0:
            raise Unfit("这个 PDF 展开后太大，不能收：请用“打印成 PDF”重新导出。")
        yield unpacked
