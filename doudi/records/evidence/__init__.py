"""证据：dated facts, each with who said it; nothing overwrites."""
