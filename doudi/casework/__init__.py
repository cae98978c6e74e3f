"""办：one case, from the counter to the award and after."""
