"""Choosing between policies under deep uncertainty, from a finished sweep."""
