"""Still figures of a finished run folder; nothing here changes a run."""
