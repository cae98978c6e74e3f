"""审核：frozen facts, the law read on them, and the same bytes again at any time."""
