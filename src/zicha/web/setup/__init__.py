"""The first run (首次设置): nobody has an account, so whoever holds the token of the terminal makes the first one."""
