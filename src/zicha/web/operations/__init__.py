"""How the site itself is doing (系统运行): health, jobs, disk, backups."""
