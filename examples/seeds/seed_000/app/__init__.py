"""An inventory of assets: a web API on PostgreSQL."""
