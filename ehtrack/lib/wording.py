def within_a_sentence(heading: str) -> str:
    """ "Senior lead" begins small there. An abbreviation (TAF, S&Ns) and a name (Early Help Network) do not."""
    first, second = [*heading.split(), "", ""][:2]
    keeps = first[1:] != first[1:].lower() or (second[:1].isupper() and second[1:2].islower())
    return heading if keeps else heading[:1].lower() + heading[1:]
