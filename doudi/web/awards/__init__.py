"""待遇页：who holds what in a month, one award with its reckoning, and the step that confirms a case."""
