"""第二道墙：what migrations put under a table so that the database itself refuses.

`area_wall` — a row is seen and written only when its area is in the transaction's scope.
`area_follows` — it has the area of its subject; `keys_once` drops the keys that this implies.
`append_only` — nobody updates, deletes or truncates; the app role has not even the right.
Tables with an area column that stand outside the wall are listed in OUTSIDE with the reason.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

# Read once a query, because the sub-select in parentheses is planned apart; unset or empty shows nothing.
SCOPE = "((SELECT nullif(current_setting('doudi.areas', true), ''))::int[])"

OUTSIDE = {
    "records_areaperiod": "地名与隶属是公开事实",
    "records_succession": "沿革是公开事实",
    "records_urbanrural": "城乡分类是公开事实",
    "records_unified": "城乡统筹是公开事实",
    "records_posting": "登录时先读岗位，才知道范围",
    "records_figure": "标准是公开事实；起草中的由查询只给本区",
    "casework_uprating": "标准是公开事实，只有合计没有人；未签发的由查询只给本区",
    "records_progress": "只有事项、数目和一句话，没有人的内容；查询只给交办的人",
    "procrastinate_jobs": "作业表：参数只有编号和代码；由后台工人读取后才知道范围",
    "procrastinate_events": "作业的起止时刻",
    "procrastinate_periodic_defers": "定时作业的时刻",
    "procrastinate_workers": "后台工人的心跳",
}


def area_wall(table: str, column: str = "area_id") -> RunSQL:
    """Row-level security by area on one table. The owner passes (migrations, backup, verify); it serves nobody."""
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_area ON {table} USING ({column} = ANY ({SCOPE}));",
        f"DROP POLICY {table}_area ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def area_anchor(parent: str) -> RunSQL:
    """Let the rows of other tables follow this table's area (`area_follows`)."""
    return RunSQL(
        f"ALTER TABLE {parent} ADD CONSTRAINT {parent}_id_area UNIQUE (id, area_id);",
        f"ALTER TABLE {parent} DROP CONSTRAINT {parent}_id_area;",
    )


def area_follows(table: str, key: str, parent: str) -> RunSQL:
    """A row's area is its subject's area, always: the database refuses another one, and moves the row along when
    the subject moves, past the wall and also where the table is append-only.
    """
    name = f"{table}_{key}_area"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({key}, area_id)"
        f" REFERENCES {parent} (id, area_id) ON UPDATE CASCADE;",
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


def keys_once() -> RunSQL:
    """Drop each key that a wider one implies: where (key, area) must be a row of the subject, so must the key alone,
    and the area is one that the subject's own key holds. Every row was looked up three times for one answer.

    Backwards nothing is done: what the wider keys hold was never let go.
    """
    return RunSQL(
        """
DO $$ DECLARE narrow record; BEGIN
FOR narrow IN
    SELECT DISTINCT held.conrelid::regclass AS told, held.conname
    FROM pg_constraint AS wide
    JOIN pg_attribute AS key ON key.attrelid = wide.conrelid AND key.attnum = wide.conkey[1]
    JOIN pg_attribute AS area ON area.attrelid = wide.conrelid AND area.attnum = wide.conkey[2]
    JOIN pg_attribute AS above ON above.attrelid = wide.confrelid AND above.attnum = wide.confkey[2]
    JOIN pg_constraint AS held ON held.conrelid = wide.conrelid AND held.contype = 'f'
    WHERE wide.contype = 'f' AND cardinality(wide.conkey) = 2 AND wide.convalidated AND wide.confdeltype = 'a'
        AND wide.conrelid <> wide.confrelid AND held.confdeltype = 'a'
        AND area.attname = 'area_id' AND area.attnotnull AND above.attname = 'area_id' AND above.attnotnull
        AND ((held.conkey = wide.conkey[1:1] AND held.confrelid = wide.confrelid
                AND held.confkey = wide.confkey[1:1])
            OR (held.conkey = wide.conkey[2:2] AND held.confrelid = 'records_area'::regclass AND key.attnotnull))
LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', narrow.told, narrow.conname); END LOOP;
END $$;
""",
        "",
    )


def auditors_wall(table: str) -> RunSQL:
    """Anyone may add a line; lines of an area are seen within scope, lines of no area by who audits."""
    audits = "(SELECT current_setting('doudi.audits', true)) = 'yes'"
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_add ON {table} FOR INSERT WITH CHECK (true);"
        f"CREATE POLICY {table}_see ON {table} FOR SELECT"
        f" USING (area_id = ANY ({SCOPE}) OR (area_id IS NULL AND {audits}));",
        f"DROP POLICY {table}_add ON {table}; DROP POLICY {table}_see ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def append_only(table: str, spared: Sequence[str] = ()) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE. `spared` columns are those that follow something else: sealed values and
    their indexes through a change of key (by the owner), the area through a move (by the database itself).
    """
    names = "ARRAY[" + ",".join(f"'{column}'" for column in spared) + "]::text[]"
    return RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM doudi_app;"
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();"
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN ((to_jsonb(OLD) - {names}) IS DISTINCT FROM (to_jsonb(NEW) - {names}))"
        " EXECUTE FUNCTION doudi_refuse_change();"
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();",
        f"DROP TRIGGER {table}_kept ON {table}; DROP TRIGGER {table}_fixed ON {table};"
        f"DROP TRIGGER {table}_whole ON {table}; GRANT UPDATE, DELETE ON {table} TO doudi_app;",
    )


def refusing_function() -> RunSQL:
    """The trigger function behind `append_only`."""
    return RunSQL(
        "CREATE FUNCTION doudi_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '% 只增不改：% 被拒绝', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501'; END $$;",
        "DROP FUNCTION doudi_refuse_change();",
    )
