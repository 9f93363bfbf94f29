"""Screening (screening.md): forms, the rule from answers to a recommended next step, and its words.

Pure, like all of this room. No result is a verdict, a guard or a number on a page.
"""
