"""The run folder: what a study leaves on disk, and how to read it back."""
