"""Consent: which stored purpose a guard asks for, and whether an answer stands on a day."""
