"""What a person's day asks: limits, next steps, what is awaited, hearings; a file per question.

Nothing is stored for these pages: all of it follows from tracks, clocks and register rows, within
the cases that `access.rule` lets the viewer see.
"""
