"""Dutch numbers, dates and words."""
