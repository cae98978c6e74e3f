"""兜底 — Doudi: an open system for county social assistance (社会救助)."""
