"""Pages of custody: where things stand (``inventory``, ``item``), who signs (``owner``, ``authority``), the "
"public."""
