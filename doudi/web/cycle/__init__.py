"""月度进度页：the days of a month and where each township stands."""
