"""Numbers and codes that carry their own check: NHS numbers and postcodes. One check for forms and files."""

import re

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def nhs_number(text: str) -> str:
    """The ten digits without spaces. Raises ValueError when the last is not the check digit (modulus 11)."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits, re.ASCII):
        raise ValueError("An NHS number has 10 digits, like 943 476 5919.")
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    if len(set(digits)) == 1 or (11 - total % 11) % 11 != int(digits[9]):
        raise ValueError("This is not a real NHS number: check each digit.")
    return digits


def spaced_nhs_number(digits: str) -> str:
    """As people read it: 943 476 5919."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else ""


def postcode(text: str) -> str:
    """In capitals with its space: OX1 1ND. Raises ValueError when it has not the form of a postcode."""
    match = _POSTCODE.fullmatch(re.sub(r"\s", "", text).upper())
    if not match:
        raise ValueError("Enter a full postcode, like OX1 1ND.")
    return f"{match[1]} {match[2]}"
