"""公示页：the lists of who receives aid, made, read once more, published and taken down."""
