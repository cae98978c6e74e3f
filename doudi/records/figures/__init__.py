"""数值与日历：figures that a bureau issues itself, and holiday notices that came out since Doudi did."""
