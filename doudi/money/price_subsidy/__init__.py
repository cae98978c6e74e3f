"""价格临时补贴：the month's price index, whether it triggers, who gets it once, and by when it is paid."""
