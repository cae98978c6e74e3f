"""督：answering for it."""
