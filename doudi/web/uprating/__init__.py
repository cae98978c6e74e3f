"""提标的页：trying new standards, proposing and issuing them, the roster of differences, families to invite."""
