"""The routes, one module per subject; docstrings are the public documentation."""
