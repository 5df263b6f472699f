"""What can be asked: the fields of every list, the dimensions and measures of every aggregate, with their SQL."""
