"""The seven components: indicators declared in Python, computed from facts."""
