"""SDMX as HTTP: its addresses, its questions, its formats."""
