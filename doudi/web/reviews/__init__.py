"""复核页：what is to be looked at again by when, and renewing an award on its page."""
