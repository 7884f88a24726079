"""Settings, out of the environment."""

import os


class Settings:
    """What differs between a laptop and production."""

    DB_URI = os.environ["DB_URI"]
    DB_ECHO = False
    DB_POOL_PRE_PING = True
    DB_POOL_SIZE = 5
    DB_MAX_OVERFLOW = 10
    DB_POOL_TIMEOUT = 30
    DB_POOL_RECYCLE = 1800


settings = Settings()
