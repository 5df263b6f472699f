"""How data get in: read and check a file, then write it as one revision or not at all."""
