"""Who did what when (操作留痕)."""
