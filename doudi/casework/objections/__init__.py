"""异议、投诉、复议、诉讼：what was said against a decision or a list, and what came of it."""
