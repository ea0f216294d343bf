"""``Publication`` in, reports out: the report model, its pictures and its writers."""
