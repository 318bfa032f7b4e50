"""What the data is (数据契约): tables, columns, types, units, keys, code lists, Chinese names; verdicts; errors."""

VERSION = "1"
"""Version of the contract; written into every dataset manifest."""
