"""审核确认：proposals, joint review, publicity, the decision and its service."""
