"""Programs that measure CTJ on this machine. Nothing here is a test, and no test is timed."""
