"""Runs the checks in force on an engine and counts (筛查)."""
