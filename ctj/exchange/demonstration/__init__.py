"""The demonstration: invented offices and people, real judgments retold, and a few open cases."""
