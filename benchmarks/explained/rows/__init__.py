"""The rows, one module for each family."""
