"""What viewers ask: question cards, and the ways an answer takes."""
