"""Water in: rasters, tables and courses in time become an ``Inundation`` per scenario."""
