"""The record of everything, in SQLite."""
