"""The front page of a year and place: headline figures, chosen and compared with the year before."""
