"""Outcomes of alternatives and preferences of parties in, rankings and how firm they are out."""
