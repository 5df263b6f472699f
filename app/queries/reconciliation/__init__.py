"""Our records held against published figures: rules, their wording, the answer nested and as a table."""
