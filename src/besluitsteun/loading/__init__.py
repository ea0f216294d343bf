"""Files in, ``Study`` out: read with positions, map, derive by rule, check."""
