"""月度节点：where each township stands in its month."""
