"""The company's own words: saved replies with variables and actions."""
