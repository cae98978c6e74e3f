"""变动页：on the page of an award what is proposed, heard and decided; the list of what waits for a decision."""
