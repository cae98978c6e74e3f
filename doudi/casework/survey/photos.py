"""入户照片：taken on the phone, sent when there is a signal; examined, written anew without its hidden data, kept once."""

from uuid import UUID

from doudi.casework.survey.investigators import sent_to
from doudi.casework.survey.models import Visit, VisitPhoto
from doudi.casework.survey.visits import open_draft
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.kinds import Sort
from doudi.records.documents.uploads import store_upload
from doudi.records.refusals import BadInput

SHOWS = ("住房外观", "室内", "家电家具", "车辆农机", "票据", "在场合影", "按指印", "其他")
PURPOSE = "入户照片"
MOST = 30


@action
def add_photo(
    *,
    case: UUID,
    visit: UUID,
    photo: UUID,
    content: bytes,
    shows: str,
    expected: int | None = None,
    by: Act,
) -> VisitPhoto:
    """收存一张照片 of an open visit. The number is the phone's: the same again answers with the photo that is there.

    Raises UnfitFile with what is wrong.
    """
    held, _, _ = sent_to(case, expected, by)
    draft = open_draft(visit, held)
    there: VisitPhoto | None = VisitPhoto.objects.filter(pk=photo, visit=draft).first()
    if there is not None:
        return there
    if shows not in SHOWS:
        raise BadInput("请选照片拍的是什么。")
    if VisitPhoto.objects.filter(visit=draft).count() >= MOST:
        raise BadInput(f"一次入户最多{MOST}张照片。")
    kept = store_upload(
        content=content, name="", purpose=PURPOSE, folder=Folder(held.area_id, case=held.pk), by=by
    )
    if kept.sort not in (Sort.JPEG, Sort.PNG):
        raise BadInput("这不是照片：请用手机拍照，或选 JPEG、PNG 图片。")
    made = VisitPhoto.objects.create(
        id=photo,
        visit=draft,
        case=held,
        area_id=held.area_id,
        file=kept,
        shows=shows,
        at=by.at,
        name=by.scope.name,
    )
    record(by=by, did="survey.photo_added", to=made, case=held.pk, visit=draft.pk, sm3=bytes(kept.sm3))
    return made


def photos_of(visit: Visit, by: Act) -> list[VisitPhoto]:
    """The photos of a visit, in order of arrival."""
    rows = VisitPhoto.objects.seen_by(by.scope).filter(visit=visit).select_related("file")
    return list(rows.order_by("at", "id"))
