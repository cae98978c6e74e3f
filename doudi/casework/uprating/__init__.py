"""提标：new standards tried on the live register, issued by two people, every award reckoned again with its trace."""
