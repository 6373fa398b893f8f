"""The workshop page: predict, move a lever, see why; live from a small server, or packed into one file."""
