"""Verdicts made into findings (线索): stable keys, wording, evidence rows, what changed since the last run."""
