"""The read side: each function takes the viewer, or a connection, and returns plain data."""
