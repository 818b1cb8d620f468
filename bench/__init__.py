"""Measurements; each file says at its top how it is run and what it measures."""
