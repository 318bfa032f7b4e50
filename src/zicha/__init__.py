"""Zicha (自查): a regulator's notice turned into an inspection that runs."""

__version__ = "0.1.0"
