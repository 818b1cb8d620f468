"""What opens over the panels and closes again."""
