"""检疫：good files pass, bad ones are refused with a sentence, and nobody's server falls over."""

import contextlib
import io
import os
import random
import resource
import signal
import struct
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
import xlsxwriter
from PIL import Image, PngImagePlugin

from doudi.records.documents.limits import (
    KEPT_EDGE_PIXELS,
    LARGEST_UPLOAD_BYTES,
    MOST_PAGES,
)
from doudi.records.documents.quarantine import containers, examiner
from doudi.records.documents.quarantine.examiner import NoExaminer, UnfitFile, examine
from doudi.records.documents.quarantine.found import Unfit
from doudi.records.documents.tests.files import blank_page, photo, sheet
from doudi.records.documents.uploads import shown_name

ORIENTATION, GPS, COMMENT = 0x0112, 0x8825, 0x9286


# ---- good files ---------------------------------------------------------------------------------


def workbook(rows: int = 3) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(rows):
            page.write_row(row, 0, ["林秀兰", "990204195004120121", str(row)])
    return written.getvalue()


def test_what_a_file_is_follows_from_its_content() -> None:
    png = io.BytesIO()
    Image.new("RGB", (10, 10)).save(png, "PNG")
    word = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
    for content, sort in (
        (photo(), "jpeg"),
        (png.getvalue(), "png"),
        (blank_page(), "pdf"),
        (workbook(), "xlsx"),
        (word, "docx"),
        ("姓名,金额\n林秀兰,1\n".encode(), "csv"),
        ("姓名\t金额\n林秀兰\t1\n".encode("gb18030"), "csv"),
    ):
        assert examine(content).sort == sort


@pytest.mark.parametrize("make", [blank_page, workbook, lambda: "姓名,金额\n林秀兰,1\n".encode()])
def test_pdfs_workbooks_and_tables_stay_byte_for_byte(make: Callable[[], bytes]) -> None:
    content = make()
    same = examine(content).content == content
    assert same


def test_the_examiner_counts_pages() -> None:
    assert examine(sheet([blank_page()] * 3)).pages == 3


# ---- pictures -----------------------------------------------------------------------------------


def telling_photo(orientation: int = 1) -> bytes:
    """40 × 20, the left half red; with place, camera, a comment and something hung on behind."""
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste((255, 0, 0), (0, 0, 20, 20))
    notes = Image.Exif()
    notes[ORIENTATION], notes[0x010F], notes[COMMENT] = orientation, "HUAWEI", "林秀兰家"
    notes.get_ifd(GPS).update({1: "N", 2: (42.0, 32.0, 15.0), 3: "E", 4: (124.0, 9.0, 0.0)})
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=notes, comment=b"DOUDI-CANARY", quality=95)
    return written.getvalue() + b"<script>CANARY</script>"


def test_place_camera_comments_and_what_hangs_on_behind_are_gone_from_a_photo() -> None:
    before, after = telling_photo(), examine(telling_photo()).content
    assert b"HUAWEI" in before and b"CANARY" in before
    assert not any(word in after for word in (b"HUAWEI", b"CANARY", b"Exif", b"GPS"))
    opened = Image.open(io.BytesIO(after))
    assert dict(opened.getexif()) == {} and "comment" not in opened.info


@pytest.mark.parametrize(("orientation", "size", "red"), [(1, (40, 20), (5, 10)), (6, (20, 40), (10, 5))])
def test_a_photo_is_turned_as_the_camera_noted(
    orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    opened = Image.open(io.BytesIO(examine(telling_photo(orientation)).content))
    assert opened.size == size
    told = opened.getpixel(red)
    assert isinstance(told, tuple) and told[0] > 200 and told[1] < 60


def test_texts_inside_a_png_and_its_see_through_ground_are_gone() -> None:
    notes, written = PngImagePlugin.PngInfo(), io.BytesIO()
    notes.add_text("Author", "CANARY")
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG", pnginfo=notes)
    kept = examine(written.getvalue()).content
    opened = Image.open(io.BytesIO(kept))
    assert b"CANARY" not in kept and opened.getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_is_kept_at_the_size_of_a_page() -> None:
    kept = Image.open(io.BytesIO(examine(photo((6000, 3000))).content))
    assert kept.size == (KEPT_EDGE_PIXELS, KEPT_EDGE_PIXELS // 2)


def flood(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_flood_of_pixels_is_refused_before_it_is_decoded() -> None:
    begun = time.monotonic()
    for size in ((10_000, 7_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)):
        with pytest.raises(UnfitFile, match="图片太大"):
            examine(flood(*size))
    assert time.monotonic() - begun < 5


def test_a_text_that_unpacks_without_end_inside_a_png_is_refused_or_dropped() -> None:
    written, body = io.BytesIO(), zlib.compress(b"A" * 60_000_000)
    Image.new("RGB", (4, 4)).save(written, "PNG")
    whole = written.getvalue()
    text = b"Comment\0\0" + body
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    with contextlib.suppress(UnfitFile):
        assert len(examine(whole[:33] + chunk + whole[33:]).content) < 10_000


@pytest.mark.parametrize("cut", [30, 200, 500])
def test_half_a_photo_is_refused(cut: int) -> None:
    with pytest.raises(UnfitFile, match="打不开或不完整"):
        examine(photo((200, 200))[:cut])


def test_an_iphone_photo_is_answered_with_what_to_press() -> None:
    with pytest.raises(UnfitFile, match="兼容性最佳"):
        examine(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100)


# ---- PDF ----------------------------------------------------------------------------------------


def pdf_with(objects: str, tail: bytes = b"") -> bytes:
    """A small PDF, its catalogue holding more."""
    body = (
        f"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R {objects}>>\nendobj\n"
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n"
        "trailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n"
    )
    return body.encode("latin-1") + tail


def test_a_plain_pdf_made_by_hand_passes() -> None:
    assert examine(pdf_with("")).pages == 1


@pytest.mark.parametrize(
    "objects",
    [
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        "/OpenAction<</S/Java#53cript/JS(app.alert\\(1\\))>>",
        "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>",
        "/Names<</EmbeddedFiles<</Names[(a.exe)<</Type/Filespec/EF<</F 4 0 R>>>>]>>>>",
        "/OpenAction<</S/Launch/F(calc.exe)>>",
        "/AcroForm<</XFA(x)>>",
        "/OpenAction<</S/SubmitForm/F(http://x.invalid)>>",
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(objects: str) -> None:
    with pytest.raises(UnfitFile, match="脚本、附件或会自己启动的内容"):
        examine(pdf_with(objects))


def test_a_script_packed_into_an_object_stream_is_found() -> None:
    packed = zlib.compress(b"5 0 <</S/JavaScript/JS(app.alert(1))>>")
    stream = (
        f"4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
        + packed
        + b"\nendstream\nendobj\n"
    )
    with pytest.raises(UnfitFile, match="脚本"):
        examine(pdf_with("/OpenAction 5 0 R", stream))


def test_a_real_attachment_is_found() -> None:
    document = pypdfium2.PdfDocument(blank_page())
    document.new_attachment("evil.exe").set_data(b"MZ")
    written = io.BytesIO()
    document.save(written)
    with pytest.raises(UnfitFile, match="附件"):
        examine(written.getvalue())


def test_a_locked_pdf_is_refused() -> None:
    with pytest.raises(UnfitFile, match="加了密码"):
        examine(pdf_with("", b"trailer\n<</Encrypt 9 0 R>>\n"))


def test_a_pdf_that_is_a_zip_as_well_is_refused() -> None:
    with pytest.raises(UnfitFile, match="藏着压缩包"):
        examine(blank_page() + zipped({"a": b"b"}))


def test_a_web_page_before_or_behind_is_no_pdf() -> None:
    with pytest.raises(UnfitFile):
        examine(b"<html><script>alert(1)</script>" + blank_page())


def test_a_pdf_of_too_many_pages_or_of_none_is_refused() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(MOST_PAGES + 1):
        document.new_page(100, 100)
    written = io.BytesIO()
    document.save(written)
    with pytest.raises(UnfitFile, match=f"有 {MOST_PAGES + 1} 页"):
        examine(written.getvalue())
    with pytest.raises(UnfitFile, match="打不开或不完整"):
        examine(b"%PDF-1.7\nnothing")


# ---- zip containers -----------------------------------------------------------------------------


def zipped(entries: dict[str, bytes], **more: object) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return written.getvalue()


CORE = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def test_a_bomb_is_refused_within_a_second_and_little_memory() -> None:
    bomb = zipped({**CORE, "xl/worksheets/sheet1.xml": b"\0" * 256 * 1024 * 1024})
    assert len(bomb) < 1024 * 1024
    examine(photo())  # the process is there
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    with pytest.raises(UnfitFile, match="大得不正常"):
        examine(bomb)
    assert time.monotonic() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_many_entries_that_are_each_small_enough_are_counted_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(containers, "MOST_UNPACKED_BYTES", 2_000_000)
    many = {f"xl/media/{n}.xml": b"\0" * 900_000 for n in range(3)}
    assert containers.container(zipped({**CORE, "xl/a.xml": b"\0" * 900_000})).sort == "xlsx"
    with pytest.raises(Unfit, match="大得不正常"):
        containers.container(zipped({**CORE, **many}))
    with pytest.raises(UnfitFile, match="大得不正常"):
        examine(zipped({**CORE, **{f"xl/x{n}.xml": b"" for n in range(2_000)}}))


def test_an_entry_that_lies_about_its_size_is_unpacked_no_further_than_allowed() -> None:
    honest = zipped({**CORE, "xl/a.xml": b"\0" * 30_000_000})
    lying = honest.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 10))
    with pytest.raises(UnfitFile):
        examine(lying)


@pytest.mark.parametrize(
    "entries",
    [
        {**CORE, "xl/vbaProject.bin": b"macro"},
        {**CORE, "xl/externalLinks/externalLink1.xml": b"<x/>"},
        {**CORE, "xl/embeddings/oleObject1.bin": b"x"},
        {**CORE, "../../etc/passwd": b"x"},
        {**CORE, "/etc/passwd": b"x"},
        {**CORE, "xl/sheet.xml": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"},
        {**CORE, "word/document.xml": b"<x/>"},
        {"a.txt": b"x"},
        {"inner.zip": zipped({"a": b"b"})},
    ],
    ids=["macro", "links", "ole", "dots", "root", "entity", "both", "zip", "nested"],
)
def test_a_container_with_something_else_in_it_is_refused(entries: dict[str, bytes]) -> None:
    with pytest.raises(UnfitFile):
        examine(zipped(entries))


def test_an_entity_across_two_parts_of_reading_is_seen() -> None:
    with pytest.raises(UnfitFile):
        examine(
            zipped({**CORE, "xl/a.xml": os.urandom(64 * 1024 - 4).replace(b"<", b"x") + b"<!ENTITY a 'b'>"})
        )


def test_a_link_inside_a_container_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, content in CORE.items():
            packed.writestr(name, content)
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    with pytest.raises(UnfitFile, match="链接"):
        examine(written.getvalue())


# ---- everything else ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 xlsx"),
        (b"II*\0" + b"\0" * 99, "TIFF"),
        (b"MZ\x90\0" + b"\0" * 99, "程序文件"),
        (b"\x7fELF" + b"\0" * 99, "程序文件"),
        (b"Rar!\x1a\x07", "解压"),
        (b"GIF89a" + b"\0" * 99, "认不出"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "网页或图形代码"),
        (b"a,b\n<script>alert(1)</script>,2\n", "网页或图形代码"),
        (b"\xef\xbb\xbf<html>,</html>", "网页或图形代码"),
        (b"\0\0,\0", "认不出"),
        ("只有一句话".encode(), "没有表格"),
    ],
)
def test_what_is_not_taken_is_answered_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(UnfitFile, match=says):
        examine(content)


def test_a_file_over_the_limit_is_refused_without_being_looked_at() -> None:
    with pytest.raises(UnfitFile, match="超过 20 MB"):
        examine(b"%PDF-" + b"\0" * LARGEST_UPLOAD_BYTES)


def test_ten_thousand_damaged_files_are_all_answered(at_size: Callable[[int, int], int]) -> None:
    """Any byte of any file may be wrong; the answer is a file that may be kept or a sentence."""
    dice = random.Random(20221020)
    whole = [photo((60, 60)), telling_photo(), blank_page(), workbook(), pdf_with(""), flood(40, 40)]
    for _ in range(at_size(300, 10_000)):
        content = bytearray(dice.choice(whole))
        for _ in range(dice.randint(1, 12)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        if dice.random() < 0.2:
            del content[dice.randrange(len(content)) :]
        try:
            assert examine(bytes(content), wants_marks=True).content
        except UnfitFile as unfit:
            assert str(unfit).endswith("。")


# ---- the examining process ----------------------------------------------------------------------


def test_a_process_that_dies_over_a_file_is_a_refusal_and_the_next_file_gets_a_new_one() -> None:
    examine(photo())
    process = examiner._examiner.process
    assert process is not None
    timer = threading.Timer(0.1, process.send_signal, [signal.SIGKILL])
    process.send_signal(signal.SIGSTOP)
    timer.start()
    with pytest.raises(UnfitFile, match="打不开，或打开太久"):
        examine(photo())
    assert examine(photo()).sort == "jpeg"


def test_a_process_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    examine(photo())
    process = examiner._examiner.process
    assert process is not None
    monkeypatch.setattr(examiner, "LONGEST_SECONDS", 0.3)
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(UnfitFile, match="打不开，或打开太久"):
        examine(photo())
    assert process.poll() is not None
    monkeypatch.undo()
    assert examine(photo()).sort == "jpeg"


def test_a_process_that_cannot_start_is_a_fault_and_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examiner, "_examiner", examiner._Examiner())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(NoExaminer, match="make setup"):
        examine(photo())


def test_many_threads_get_each_their_own_answer() -> None:
    files = [photo((10 + n, 10)) for n in range(24)]
    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(lambda content: Image.open(io.BytesIO(examine(content).content)).width, files))
    assert kept == [10 + n for n in range(24)]


def test_the_examining_process_may_write_no_file_and_knows_no_setting(tmp_path: object) -> None:
    examine(photo())
    process = examiner._examiner.process
    assert process is not None
    with open(f"/proc/{process.pid}/limits") as told:
        limits = {line[:26].strip(): line[26:].split()[0] for line in told}
    assert limits["Max file size"] == "0" and limits["Max address space"] == str(2 * 1024**3)
    with open(f"/proc/{process.pid}/environ") as told:
        assert not any(name.startswith(("DOUDI", "DATABASE")) for name in told.read().split("\0"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\扫描\\林秀兰.pdf", "林秀兰.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("名\u202efdp.exe", "名fdp.exe"),
    ],
)
def test_a_name_is_only_shown(typed: str, shown: str) -> None:
    assert shown_name(typed) == shown
