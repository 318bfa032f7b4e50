"""The catalogue a second time, row by row in plain Python, to hold the checks against (对照实现)."""
