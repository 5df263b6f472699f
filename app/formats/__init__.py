"""How answers are written: one module per format, each knows Dataset alone."""
