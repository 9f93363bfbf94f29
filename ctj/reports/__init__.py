"""Figures as pictures; later the Progress Report and statistical returns."""
