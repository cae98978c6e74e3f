"""窗：the officers' pages. Plain views; what they show comes from `queries` and `policy`, nothing is kept here."""
