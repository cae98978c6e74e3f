"""临时救助：help that comes first, and what must be done after it; the year's cap; one case, one discussion."""
