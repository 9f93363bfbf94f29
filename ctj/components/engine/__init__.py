"""Three-valued predicates over fact rows, compiled to SQL, with an in-memory twin for the tests."""
