"""Guards about time limits. Filled in once the clock engine is there."""
