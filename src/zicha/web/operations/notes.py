"""What commands leave for the page to tell (备份记录)."""

BACKUP_NOTE = "last-backup.json"
