"""A ``Result`` in, what a reader opens out: pictures and the pages that hold them."""
