"""受理台：search first, then the one form."""
