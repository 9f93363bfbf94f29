"""Workflow definitions, guards, clocks and the fold: pure, without database, Flask or wall clock."""
