def within_a_sentence(heading: str) -> str:
    """ "Senior lead" begins small there, "S&Ns completed" and "MASH contacts" do not."""
    return heading if not heading[1:2].islower() and heading[1:2] != " " else heading[:1].lower() + heading[1:]
