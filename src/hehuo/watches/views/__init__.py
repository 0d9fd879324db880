"""Pages about watches, made for a telephone first."""
