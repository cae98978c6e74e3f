"""后台作业：work that outlasts a request, in the same database and transaction as what asked for it."""
