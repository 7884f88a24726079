"""How a test reaches a resource: by name, through the project's own code."""
