"""文书：official papers as PDF/A — `making.make_paper` sets one, `catalogue.PAPERS` lists them all."""
