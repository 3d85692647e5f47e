"""References of records made here: short enough to read out on the telephone, and telling nothing."""

import secrets

SOURCE = "ehtrack"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are mistaken for another


def new(prefix: str) -> str:
    """``SN-7K3F9QTB``: one of 656 thousand million, and unique in the database."""
    return f"{prefix}-{''.join(secrets.choice(LETTERS) for _ in range(8))}"
