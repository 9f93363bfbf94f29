"""Workflow definitions, guards, clocks, the fold: pure, without database, Flask or wall clock."""
