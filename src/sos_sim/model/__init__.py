"""The engine: state columns, one ordered list of mechanisms, a recorder."""
