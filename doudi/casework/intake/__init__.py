"""受理：at the counter — search, application, papers, acceptance, hand-over."""
