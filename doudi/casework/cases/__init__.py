"""件：the spine of a case — stages, the clock, what is due."""
