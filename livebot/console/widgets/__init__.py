"""What the console shows, one panel a file."""
