"""Settings, out of the environment."""

import os


class Settings:
    """What differs between a laptop and production."""

    DATABASE_URL = os.environ["DATABASE_URL"]
    API_URL = os.environ.get("API_URL", "http://localhost:8000")


settings = Settings()
