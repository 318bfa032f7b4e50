"""Decisions on certificates (证书处理): proposal, independent decision, notices, publication, clocks."""
