"""入户调查：two investigators, the form of a visit, neighbours, 特困 self-care and care agreements."""
