"""第二道墙：with the first wall switched off, the database itself shows nothing foreign."""
