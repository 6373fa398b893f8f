"""What a notebook user types: run, compare, explain and sweep, and look at tables and pictures."""
