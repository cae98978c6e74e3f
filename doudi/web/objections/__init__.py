"""异议页：what was said against lists and decisions, answered one by one; corrections."""
