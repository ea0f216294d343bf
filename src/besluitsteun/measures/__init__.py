"""Measures: ``Study`` and a set of measures in, the simulation with these changes out."""
