"""A clinic: patients in PostgreSQL, and notes that are analysed."""
