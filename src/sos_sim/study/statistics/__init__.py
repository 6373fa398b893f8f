"""Intervals and tests of paired differences over seeds."""
