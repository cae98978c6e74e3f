"""一户一档：everything that ever happened to a household, on one page and as one archive."""
