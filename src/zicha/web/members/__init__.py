"""Who works here and may do what (成员与权限)."""
