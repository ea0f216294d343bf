"""Keuzerichtingen: an optimiser and the axes of the group in, a few clearly different packages with their cards out."""
