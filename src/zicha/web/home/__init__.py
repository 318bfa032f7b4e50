"""The first page after signing in (工作台)."""
