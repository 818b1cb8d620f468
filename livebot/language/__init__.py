"""Which language, is it a question, and what does it say."""
