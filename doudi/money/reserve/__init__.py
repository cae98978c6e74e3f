"""备用金：each township's cash for urgent aid — opened, drawn, replenished, counted."""
