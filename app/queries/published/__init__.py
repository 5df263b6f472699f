"""Published figures as they are read: one by one, on a grid of places and years, and beside our own numbers."""
