"""Evidence of any row: adding, looking at, withdrawing (证据)."""
