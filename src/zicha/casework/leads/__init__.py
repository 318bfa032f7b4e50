"""Leads and what people decide about them (线索核查)."""
