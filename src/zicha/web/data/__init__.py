"""Records handed in, and their screening (数据与筛查)."""
