"""The story of one district, told from the log of events alone."""
