"""The checks (检查项): pure rules from tables to verdicts, one module a topic, and their registry."""
