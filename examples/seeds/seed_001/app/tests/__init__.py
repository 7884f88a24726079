"""The tests live inside the application."""
