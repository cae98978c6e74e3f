"""窗：pages for residents."""
