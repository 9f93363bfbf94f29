"""The pages: parse, call one function of casework, queries or components, render."""
