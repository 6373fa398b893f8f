"""Calibration: what coded interviews say about the model's unmeasured numbers."""
