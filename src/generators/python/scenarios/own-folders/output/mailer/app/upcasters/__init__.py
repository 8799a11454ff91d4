"""How old data become new."""
