"""What livebot says: the chat lane and its gate, codes, prompts, and which of their texts work."""
