"""Clusters as programs describe them: jobs and tasks, servers, and the devices of parameter servers."""
