"""An accepted delivery as immutable, versioned, hashed tables on disk (数据集)."""
