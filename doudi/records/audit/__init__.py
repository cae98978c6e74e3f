"""审计：the chain, the access log, the commands."""
