"""Giveaways and draws, from the rule to the claimed prize."""
