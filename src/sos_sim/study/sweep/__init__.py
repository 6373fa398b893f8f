"""Sweeps: designs, shards, and a folder that goes on from where it was."""
