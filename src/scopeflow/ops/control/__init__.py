"""Control flow: branches, loops, order."""
