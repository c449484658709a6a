"""The tests: folders named after the rooms of src/scopeflow, and helpers that they share."""
