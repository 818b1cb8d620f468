"""What viewers may not write, and what becomes of those who do."""
