"""YAML files to validated settings and rules, with file, line and column for every error."""
