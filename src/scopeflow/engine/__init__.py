"""What runs a graph: plan, segments, the two tiers, variables' buffers and their publication."""
