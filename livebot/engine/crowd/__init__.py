"""Who is in the room, what they do, and what that earns them."""
