"""The company's own words."""
