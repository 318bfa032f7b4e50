"""Who works here, for which body, and what they may do (租户、成员、权限)."""
