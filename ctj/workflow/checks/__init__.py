"""Checks of the definition files; each returns findings, none raises for bad content."""
