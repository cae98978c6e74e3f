"""公示：what a village is shown of who receives aid."""
