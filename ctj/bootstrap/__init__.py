"""Sets CTJ up on a machine that has Python and nothing else.

Standard library only, since it runs before anything is installed. `start.py` is the way through;
the other files are its steps, one subject each. Knows no other room: it ends by handing over to
`ctj.cli`. Why it is done this way: `docs/decisions/0001-start-without-tools.md`.
"""
