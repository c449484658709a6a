"""The command line: `scopeflow run`, `scopeflow demo`, `scopeflow graph`."""
