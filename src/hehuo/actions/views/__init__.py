"""Pages of action days."""
