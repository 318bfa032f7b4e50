"""Orders to certified organisations and their answers (整改通知)."""
