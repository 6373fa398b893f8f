"""What a scenario file says, and the numbers it puts in force month by month."""
