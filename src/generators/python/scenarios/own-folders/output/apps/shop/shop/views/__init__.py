"""How events fill tables."""
