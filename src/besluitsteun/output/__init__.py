"""``Result`` in, a folder with files out: tables, map layers, provenance."""
