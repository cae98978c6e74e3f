"""合订打印：several of our own papers as one PDF, so that one order prints them all. Each stays filed by itself."""

import io
from collections.abc import Iterable

import pypdfium2


def bundled(papers: Iterable[bytes]) -> bytes:
    """The pages of these papers one after another."""
    whole, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    try:
        for each in papers:
            part = pypdfium2.PdfDocument(each)
            whole.import_pages(part)
            part.close()
        whole.save(written)
    finally:
        whole.close()
    return written.getvalue()
