"""Files that prove something about a row of casework (证据)."""
