"""The mechanisms, one file each: equation, sources and limiting cases in the docstring."""
