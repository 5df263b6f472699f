"""Where the data are: an embedded PostgreSQL in the data directory, or the one that DATABASE_URL names."""
