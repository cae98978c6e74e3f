"""抽查：the district looks at what the townships confirmed."""
