"""A researcher's own interviews: what packages for qualitative analysis export, made into an instrument and targets."""
