"""Benchmarks: published trajectories of deep adopters, held against single organisations of the model."""

from sos_sim.check.benchmarks.judged import BENCHMARKS, run_benchmarks

__all__ = ["BENCHMARKS", "run_benchmarks"]
