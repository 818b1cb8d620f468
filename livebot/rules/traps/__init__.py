"""What is allowed but likely to surprise: `livebot check` warns of it."""
