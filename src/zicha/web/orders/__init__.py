"""Orders to certified organisations, and the page where they answer (整改通知、答复页)."""
