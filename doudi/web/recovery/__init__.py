"""后补追缴的页面：what looks wrong, one reckoning month by month, one claim until it is met, what waits to be made up."""
