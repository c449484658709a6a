"""What a monitored session does around its runs: logging, saving, stopping."""
