"""Decision support for above-norm rain and floods."""
