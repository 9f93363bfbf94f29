"""A large invented caseload for measuring: plans told once each, then written many times."""
