"""Pages of charters: for everybody (``public``) and for those who write them (``desk``, ``steps``)."""
