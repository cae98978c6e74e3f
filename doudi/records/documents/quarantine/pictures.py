"""照片：decoded within bounds, turned upright, and written anew without anything but its points."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from doudi.records.documents.limits import JPEG_QUALITY, KEPT_EDGE_PIXELS, MOST_PIXELS
from doudi.records.documents.quarantine.found import JPEG, PNG, Found, Unfit
from doudi.records.documents.quarantine.marks import marks_in

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_BROKEN = "这张图片打不开或不完整：请重新拍照、扫描或导出后再上传。"


def picture(content: bytes, sort: str, wants_marks: bool) -> Found:
    """The picture written anew: place, camera, comments, profiles and anything hung on to the file are gone; the
    orientation that the camera noted is applied. Raises Unfit.
    """
    upright = _upright(content, sort)
    marks = [marks_in(upright)] if wants_marks else []
    upright.thumbnail((KEPT_EDGE_PIXELS, KEPT_EDGE_PIXELS), Image.Resampling.LANCZOS)
    written = BytesIO()
    if sort == JPEG:
        upright.save(written, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        upright.save(written, "PNG", optimize=True)
    return Found(sort, written.getvalue(), 1, marks)


def _upright(content: bytes, sort: str) -> Image.Image:
    assert sort in (JPEG, PNG), sort
    try:
        with Image.open(BytesIO(content), formats=[sort.upper()]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unfit(
                    f"图片太大（{opened.width}×{opened.height}）：请用 300 dpi 扫描，或缩小后再上传。"
                )
            turned = ImageOps.exif_transpose(opened)
            plain = _on_white(turned) if _is_clear(turned) else turned
            kept = plain.convert("L" if plain.mode in ("1", "L", "I;16", "I") else "RGB")
    except Image.DecompressionBombError:
        raise Unfit("图片太大：请用 300 dpi 扫描，或缩小后再上传。") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Unfit(_BROKEN) from None
    bare = Image.new(kept.mode, kept.size)  # nothing of the opened file's own notes comes along
    bare.paste(kept)
    return bare


def _is_clear(opened: Image.Image) -> bool:
    return opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info


def _on_white(opened: Image.Image) -> Image.Image:
    clear = opened.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear)
