"""Source and configuration files, read without importing or running anything."""
