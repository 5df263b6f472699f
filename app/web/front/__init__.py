"""What stands in front of the framework: connections, limits, the cache, the frame of every answer, what is counted."""
