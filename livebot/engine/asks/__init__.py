"""What viewers answer: polls, quick asks and PKs, and how they went before."""
