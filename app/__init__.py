"""betech: the open data API of Belgium's tech ecosystem."""
