"""Benchmarks: what page 03 of the design promises, measured beside its baselines."""
