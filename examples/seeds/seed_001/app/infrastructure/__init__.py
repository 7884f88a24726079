"""What the application is built on."""
