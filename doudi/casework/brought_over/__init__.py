"""存量录入：an office's first day — what is already paid comes in from sheets, checked, and entered at once."""
