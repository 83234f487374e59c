"""Model of the course and everything made from it."""
