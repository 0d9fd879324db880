"""Pages of meetings: ``calling`` before, ``holding`` during, ``minutes`` during and after, ``public`` for everybody."""
