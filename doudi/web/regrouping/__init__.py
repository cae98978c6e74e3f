"""户的变动页：proposing a split, a merger or a move; one with its trial; what waits at either place."""
