"""One file for each group of field types: text to value, value to text, value to words."""
