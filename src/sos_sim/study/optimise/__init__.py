"""Searching for the best division of a fixed support budget."""
