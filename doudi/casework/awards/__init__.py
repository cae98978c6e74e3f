"""待遇：what a household holds month by month, and on which reckoning every amount rests."""
