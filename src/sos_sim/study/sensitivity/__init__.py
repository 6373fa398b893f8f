"""Which uncertainties matter: for the level of an outcome, and for which policy is best."""
