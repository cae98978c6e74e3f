"""参照数据：divisions, posts and incompatible posts that come with Doudi; loading twice changes nothing."""

import csv
from datetime import date
from importlib.resources import files

from doudi.records.access import Act, action
from doudi.records.areas.actions import load_divisions
from doudi.records.audit.trail import record
from doudi.records.staff.models import IncompatiblePosts, Post

# The founding days of the divisions are not in their source; Doudi reckons from this day.
DIVISIONS_SINCE = date(2000, 1, 1)
DISTRICTS = ("211204", "990204")


def load_reference(*, by: Act) -> None:
    """Load what is missing: two districts and the posts. Changed rows of the files are taken over."""
    for district in DISTRICTS:
        load_divisions(rows=_rows("areas", f"divisions_{district}.csv"), since=DIVISIONS_SINCE, by=by)
    load_posts(by=by)


@action
def load_posts(*, by: Act) -> int:
    """岗位表 and 不相容岗位 as the files have them; answers how many rows were new or changed."""
    changed = []
    for row in _rows("staff", "posts.csv"):
        told = {
            "title": row["title"],
            "level": row["level"],
            "decides": row["decides"] == "1",
            "audits": row["audits"] == "1",
            "reveals": row["reveals"].split(),
        }
        held = Post.objects.filter(code=row["code"]).first()
        if held is None or any(getattr(held, name) != value for name, value in told.items()):
            Post.objects.update_or_create(code=row["code"], defaults=told)
            changed.append(row["code"])
    for row in _rows("staff", "incompatible_posts.csv"):
        one, other = sorted((row["one"], row["other"]))
        pair, made = IncompatiblePosts.objects.get_or_create(
            one_id=one, other_id=other, defaults={"basis": row["basis"]}
        )
        if made:
            changed.append(str(pair))
    if changed:
        record(by=by, did="staff.posts_loaded", rows=changed)
    return len(changed)


def _rows(leaf: str, name: str) -> list[dict[str, str]]:
    """A packaged table; lines that begin with # name its source."""
    text = (files("doudi.records") / leaf / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
