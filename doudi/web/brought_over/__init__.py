"""存量录入的页：handing the sheets of the first day in, what was refused and what differs, entering them."""
