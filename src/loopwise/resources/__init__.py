"""What is bound to a loop, as data. Names only: no library is imported."""
