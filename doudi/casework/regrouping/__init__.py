"""户的变动：分户、并户、迁移 — the old file closes, the new one continues, each points to the other."""
