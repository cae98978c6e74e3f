"""后补与追缴：what was paid too much comes back, what was paid too little is made up — month by month from what was paid."""
