"""Ratio of S&Ns to MASH contacts, in the words of the Board's papers (HWB report of March 2023, section 1)."""

from fractions import Fraction

from ehtrack.lib import numbers


def ratio(assessments: int, contacts: int) -> Fraction | None:
    """S&Ns per MASH contact, None when there are no contacts."""
    return Fraction(assessments, contacts) if contacts else None


def ratio_text(assessments: int, contacts: int) -> str:
    """Always the larger over the smaller, so that people read a number above one: 1.8, 4.1, 75."""
    if not assessments and not contacts:
        return "No activity"
    if not contacts:
        return f"{numbers.plural(assessments, 'S&N')}, no MASH contacts"
    if not assessments:
        return f"{numbers.plural(contacts, 'MASH contact')}, no S&Ns"
    if assessments >= contacts:
        return f"{numbers.quotient(assessments, contacts)} S&Ns per MASH contact"
    return f"{numbers.quotient(contacts, assessments)} MASH contacts per S&N"
