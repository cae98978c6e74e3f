"""辨认种类：what a file is by its first bytes, whatever its name says; and sentences for what is not taken."""

from doudi.records.documents.quarantine.found import CSV, JPEG, PDF, PNG, Unfit

ZIP = "zip"
TAKEN = "只收 PDF、JPEG、PNG、Excel（xlsx）、Word（docx）和 CSV 文件"
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", ZIP),
)
_NOT_TAKEN = (
    (b"\xd0\xcf\x11\xe0", "这是旧版 Office 文件（xls、doc）：请在 Office 里另存为 xlsx 或 docx 再上传。"),
    (b"II*\x00", "这是 TIFF 图片：请把扫描仪的格式改成 PDF 或 JPEG 再扫描。"),
    (b"MM\x00*", "这是 TIFF 图片：请把扫描仪的格式改成 PDF 或 JPEG 再扫描。"),
    (b"MZ", f"这是程序文件，不能收：{TAKEN}。"),
    (b"\x7fELF", f"这是程序文件，不能收：{TAKEN}。"),
    (b"Rar!", "这是压缩包：请解压后把里面的文件逐个上传。"),
    (b"7z\xbc\xaf", "这是压缩包：请解压后把里面的文件逐个上传。"),
    (b"\x1f\x8b", "这是压缩包：请解压后把里面的文件逐个上传。"),
)


def sort_of(content: bytes) -> str:
    """PDF, JPEG, PNG, ZIP (looked into later) or CSV. Raises Unfit."""
    if not content:
        raise Unfit("这个文件是空的：请重新选择或重新扫描。")
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise Unfit(
            "这是苹果手机的 HEIC 照片：请在手机“设置—相机—格式”里选“兼容性最佳”重拍，或转成 JPEG 再上传。"
        )
    for beginning, sort in _BEGINNINGS:
        if content.startswith(beginning):
            return sort
    for beginning, sentence in _NOT_TAKEN:
        if content.startswith(beginning):
            raise Unfit(sentence)
    refuse_no_table(content)
    return CSV


def refuse_no_table(content: bytes) -> None:
    """Raise Unfit unless the bytes are plain text that can be a table: no controls, no web page."""
    text = _decoded(content)
    if text is None or any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise Unfit(f"认不出这个文件的种类：{TAKEN}。")
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith("<") or "<script" in text.lower():
        raise Unfit(f"这是网页或图形代码，不能收：{TAKEN}。")
    if not any(sign in text for sign in ",\t;，"):
        raise Unfit(f"这个文本文件里没有表格：{TAKEN}。")


def _decoded(content: bytes) -> str | None:
    for spelling in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(spelling)
        except UnicodeDecodeError:
            continue
    return None
