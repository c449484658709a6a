"""What is asked of both libraries about graphs, nodes and sessions, by subject."""
