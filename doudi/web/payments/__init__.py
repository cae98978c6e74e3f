"""发放的页面：the runs, one run from the roll to the bank's answer, its lines, what was sent back."""
