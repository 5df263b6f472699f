"""The dataset itself: CSV files, reviewed like code, loaded at the first start; the map of Belgium."""
