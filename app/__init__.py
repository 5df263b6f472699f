"""betech: the open data API of Belgium's tech ecosystem."""

__version__ = "1.0.0"
