"""Sessions that are prepared, watched and recovered: scaffolds, session managers, monitored sessions, supervisors."""
