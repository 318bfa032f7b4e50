"""Decisions on certificates in the browser (证书处理)."""
