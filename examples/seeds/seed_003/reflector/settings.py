"""Settings, out of the environment."""

import os


class Settings:
    """What differs between a laptop and production."""

    DATABASE_URL = os.environ["DATABASE_URL"]


settings = Settings()
