"""The control API, its token, its commands in words, and its client."""

API = 1
"""Raised when an answer changes so that an older console could not read it."""
