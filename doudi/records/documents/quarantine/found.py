"""检疫结果：what the examination says of a file, and how it refuses one."""

from dataclasses import dataclass, field

READY = b"doudi ok"
PDF, JPEG, PNG, XLSX, DOCX, CSV = "pdf", "jpeg", "png", "xlsx", "docx", "csv"


class Unfit(Exception):
    """不能收：one Chinese sentence saying what to do."""


@dataclass(slots=True)
class Found:
    """What may be kept: its sort from the content, the bytes to keep, pages, and the square codes page by page."""

    sort: str
    content: bytes
    pages: int | None = None
    marks: list[list[str]] = field(default_factory=list)
