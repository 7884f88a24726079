"""The application under test: a shop with a database, a web server and a cache."""
