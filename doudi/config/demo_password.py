"""演示口令：the password of a demonstration is printed on the sign-in page, so keeping it slowly protects nobody."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PublishedPassword(Argon2PasswordHasher):
    """Argon2 at its least, so that a hundred accounts are opened in a second. In demonstration mode only."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
