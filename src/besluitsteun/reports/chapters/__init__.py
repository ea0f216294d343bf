"""``Reading`` in, the chapters of the report out, one module each."""
