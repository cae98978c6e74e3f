"""转录页：a case's fields in the order of the province's screens, copied one by one; what has changed since."""
