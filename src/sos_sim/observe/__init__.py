"""What people see of the state: outcomes, ratings, recordings."""
