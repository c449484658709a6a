"""`python -m scopeflow` is the command `scopeflow`."""

from scopeflow.runner.cli import main

if __name__ == "__main__":
    main()
