"""账：double entry in whole fen; what is written stays, a mistake is reversed."""
