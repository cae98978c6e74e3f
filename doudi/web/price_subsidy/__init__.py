"""价格临时补贴的页面：the indices of a year, one index with what follows from it, who gets it, its roll and its last day."""
