"""查文件：every stored file opened, and every row that names one held against the audit chain. As the owner."""

from collections.abc import Iterator

from django.db import connections

from doudi.records.documents.scans import UNCLAIMED
from doudi.records.documents.store import OWNER, LostFile, fetch
from doudi.records.vault.ciphers import Tampered

# What each row names now, beside what the chain said when it was written. A file that belongs to a paper or a scan is
# told of by that one's line, any other by its own.
_ROWS_AND_LINES = """
WITH named AS (
    SELECT p.id::text AS object, f.sm3 FROM records_filedpaper p JOIN records_storedfile f ON f.id = p.pdf_id
    UNION ALL
    SELECT e.id::text, f.sm3 FROM records_paperevent e JOIN records_storedfile f ON f.id = e.file_id
    UNION ALL
    SELECT f.id::text, f.sm3 FROM records_storedfile f
    WHERE NOT EXISTS (SELECT FROM records_filedpaper p WHERE p.pdf_id = f.id)
      AND NOT EXISTS (SELECT FROM records_paperevent e WHERE e.file_id = f.id)
), told AS (
    SELECT object_id AS object, facts->>'sm3' AS sm3 FROM records_auditline
    WHERE did IN ('documents.issued', 'documents.scanned', 'documents.uploaded', 'documents.scan_unclaimed')
)
SELECT coalesce(named.object, told.object), named.sm3 IS NULL, told.sm3 IS NULL
FROM named FULL JOIN told USING (object)
WHERE encode(named.sm3, 'hex') IS DISTINCT FROM told.sm3
ORDER BY 1
"""

# Only unclaimed scans are ever cleared, each with its line.
_CLEARED_AND_LINES = """
WITH cleared AS (
    SELECT f.id::text AS object, f.purpose FROM records_clearedscan c JOIN records_storedfile f ON f.id = c.file_id
), told AS (SELECT object_id AS object FROM records_auditline WHERE did = 'documents.scan_cleared')
SELECT coalesce(cleared.object, told.object) FROM cleared FULL JOIN told USING (object)
WHERE cleared.object IS NULL OR told.object IS NULL OR cleared.purpose <> %s
ORDER BY 1
"""


def faults() -> Iterator[str]:
    """One Chinese sentence for each file that is missing or altered, and each row that is not as the chain tells it."""
    for digest, first, count in _addresses():
        try:
            fetch(digest)
        except LostFile:
            yield f"文件 {first}（共 {count} 处引用）在文件库中缺失：请从备份中找回。"
        except Tampered:
            yield f"文件 {first}（共 {count} 处引用）在文件库中被改动：请从备份中找回。"
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_ROWS_AND_LINES)
        for which, no_row, no_line in cursor.fetchall():
            if no_row:
                yield f"审计链记有文书或文件 {which}，库中却没有这一行。"
            else:
                yield f"文书或文件 {which} {'没有审计记录' if no_line else '与审计链所记的摘要不符'}。"
        cursor.execute(_CLEARED_AND_LINES, [UNCLAIMED])
        for (which,) in cursor.fetchall():
            yield f"扫描件 {which} 的清除与审计链所记不符。"


def stored_addresses() -> int:
    """How many different contents the rows name."""
    return len(_addresses())


def _addresses() -> list[tuple[bytes, str, int]]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT sm3, min(id::text), count(*) FROM records_storedfile f"
            " WHERE NOT EXISTS (SELECT FROM records_clearedscan c WHERE c.file_id = f.id)"
            " GROUP BY sm3 ORDER BY 2"
        )
        return [(bytes(digest), first, count) for digest, first, count in cursor.fetchall()]
