"""Measurements against the physical limit, taken in the same run: `./dev bench`. Nothing here fails a test."""
