"""Registers in other dialects, read by a mapping profile (映射方案): a small YAML a person corrects by hand."""
