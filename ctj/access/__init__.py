"""Who may: the need-to-know rule, roles, sign-in, sessions, approvals.

`rule.py` is the only text of C01; lists and single objects both go through it. `flask/` is the only
place below the faces that knows Flask. Knows nothing of what a case contains.
"""
