"""定期复核：who is to be looked at again by when; unchanged, renewed in one step."""
