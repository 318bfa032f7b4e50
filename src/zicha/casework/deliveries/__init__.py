"""Records handed in, and the screenings over them (数据交付、筛查)."""
