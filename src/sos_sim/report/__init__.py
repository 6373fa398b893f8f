"""The report: one page that opens anywhere, made from what a run folder holds."""
