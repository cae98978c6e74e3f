"""变动：reduce, suspend, end, resume, grace, a member gone, a new head — proposed by one, decided by another."""
