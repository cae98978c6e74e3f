"""一户一档页：everything that happened to a household, and its archive."""
