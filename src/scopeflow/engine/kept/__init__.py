"""Compiled programs that outlive the process: named by what they compute, kept in a folder, loaded without a trace."""
