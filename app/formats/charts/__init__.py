"""Charts: an answer as one Vega-Lite specification, which the page and the pictures share."""
