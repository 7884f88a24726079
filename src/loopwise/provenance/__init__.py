"""Who made what, on which loop, and what follows from it when something fails."""
