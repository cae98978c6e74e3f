"""保险柜：sealed fields, blind indexes, keys and masks. Nothing else in the house touches plain secrets."""
