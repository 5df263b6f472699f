"""The shapes of answers as the OpenAPI document and the tests know them."""
