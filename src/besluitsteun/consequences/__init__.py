"""``Outages`` in, consequences out."""
