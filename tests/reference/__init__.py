"""The model again in plain Python, one district at a time, to hold the array engine against."""
