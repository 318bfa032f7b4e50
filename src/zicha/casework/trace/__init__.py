"""Who did what when, and why (操作留痕): written with the change itself, chained by hash, never altered."""
