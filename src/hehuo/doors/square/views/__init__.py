"""Public pages, one module per errand."""
