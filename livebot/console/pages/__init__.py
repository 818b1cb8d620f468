"""The pages of the figures, one a file: each is a list of lines."""
