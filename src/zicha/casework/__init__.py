"""What people decide about the findings (核查与整改), kept in PostgreSQL: one Django app a topic."""
