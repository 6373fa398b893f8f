"""The world: counties, districts, who learns from whom. Built once, shared by all runs."""
