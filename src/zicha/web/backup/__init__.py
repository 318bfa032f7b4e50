"""One archive that holds a whole site (备份、恢复): the database and the files it names."""
