"""The terminal: parse, call one function of casework, queries, components or exchange, print."""
