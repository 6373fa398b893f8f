"""Virtual interviews: who is asked, what they would answer, and what real interviews found."""
