"""导入：sheets that come in from other offices, and sheets that go out to them."""
