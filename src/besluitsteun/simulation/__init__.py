"""``Network`` and ``Inundation`` in, ``Outages`` out: draws, exposure, kernel, runner, explanation, blockades."""
