"""文件种类：what may be kept, and how it goes out again."""

from django.db.models import TextChoices


class Sort(TextChoices):
    """种类：found from the content, never from the name or from what the browser says."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG 照片"
    PNG = "png", "PNG 图片"
    XLSX = "xlsx", "Excel 工作簿"
    DOCX = "docx", "Word 文档"
    CSV = "csv", "CSV 表格"
    XML = "xml", "XML 报文"


MEDIA_TYPES = {
    Sort.PDF: "application/pdf",
    Sort.JPEG: "image/jpeg",
    Sort.PNG: "image/png",
    Sort.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Sort.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Sort.CSV: "text/csv; charset=utf-8",
    Sort.XML: "application/xml",
}
EXTENSIONS = {Sort.JPEG: "jpg"}


def extension(sort: str) -> str:
    """The ending of a file name for this sort."""
    return EXTENSIONS.get(Sort(sort), sort)
