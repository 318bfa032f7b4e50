"""What commands leave for the page to tell (备份记录、核验记录), below the data folder."""

BACKUP_NOTE = "last-backup.json"
VERIFICATION_NOTE = "last-verification.json"
