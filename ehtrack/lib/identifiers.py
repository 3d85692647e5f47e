"""Numbers and codes that carry their own check: NHS numbers, UPNs, postcodes. One check for forms and files."""

import re

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")

# In running text, whoever typed it. Ten digits: solid, as people read an NHS number, or in any groups with its check.
_TEN_DIGITS = re.compile(r"(?<!\d)(?=(\d(?:[\s.\u2013-]{0,2}\d){9})(?!\d))")
_AS_NHS_NUMBER = re.compile(r"\d{3}[\s.\u2013-]{0,2}\d{3}[\s.\u2013-]{0,2}\d{4}")
_UPN_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]\d(?:\s?\d){10}[A-Za-z0-9](?![A-Za-z0-9])")
_EMAIL_IN_TEXT = re.compile(r"[^\s@]+@[^\s@]+")
_AREAS = (
    "A[BL] B[ABDFHLNRSTX]? C[ABFHMORTVW] D[ADEGHLNTY] E[CHNX]? F[KY] G[LUY]? H[ADGPRSUX] I[GMPV] JE K[ATWY] "
    "L[ADELNSU]? M[EKL]? N[EGNPRW]? O[LX] P[AEHLOR] R[GHM] S[AEGKLMNOPRSTWY]? T[ADFNQRSW] UB W[ACDFNRSV]? YO ZE"
)
_POSTCODE_IN_TEXT = re.compile(
    rf"\b(?:{_AREAS.replace(' ', '|')})[0-9][A-Z0-9]?\s{{0,2}}[0-9][ABD-HJLNP-UW-Z]{{2}}\b", re.IGNORECASE
)


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


def upn(text: str) -> str:
    """A unique pupil number in capitals, permanent (12 digits) or temporary (a letter at the end).

    Raises ValueError when the first letter is not the check letter: modulus 23 of the rest, each times its place.
    """
    found = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(rf"[{_UPN_LETTERS}][0-9]{{11}}[0-9{_UPN_LETTERS}]", found, re.ASCII):
        raise ValueError("A UPN is a letter and 12 digits, like A123456789012.")
    values = [int(char) if char.isdigit() else _UPN_LETTERS.index(char) for char in found[1:]]
    if _UPN_LETTERS[sum(value * place for place, value in enumerate(values, start=2)) % 23] != found[0]:
        raise ValueError("This is not a real UPN: check each character.")
    return found


def postcode(text: str) -> str:
    """In capitals with its space: OX1 1ND. Raises ValueError when it has not the form of a postcode."""
    match = _POSTCODE.fullmatch(re.sub(r"\s", "", text).upper())
    if not match:
        raise ValueError("Enter a full postcode, like OX1 1ND.")
    return f"{match[1]} {match[2]}"


def mentioned_in(text: str) -> list[str]:
    """What in the text could tell who somebody is, each with its article: ["an NHS number", "a postcode"]."""
    found = {
        "an NHS number": any(_is_nhs_number(match[1]) for match in _TEN_DIGITS.finditer(text)),
        "a UPN": _UPN_IN_TEXT.search(text),
        "an email address": _EMAIL_IN_TEXT.search(text),
        "a postcode": _POSTCODE_IN_TEXT.search(text),
    }
    return [what for what, is_there in found.items() if is_there]


def _is_nhs_number(text: str) -> bool:
    """Also one typed wrong, when it looks like one: it still tells who the child is."""
    if _AS_NHS_NUMBER.fullmatch(text):
        return True
    try:
        return bool(nhs_number("".join(filter(str.isdigit, text))))
    except ValueError:
        return False
