"""The course of a show: figures and goals, countdowns, the run sheet."""
