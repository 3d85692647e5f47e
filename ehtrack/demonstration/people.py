"""Names, numbers and places of people who do not exist."""

import random
from dataclasses import dataclass

GIRLS = (
    "Amelia Olivia Isla Ava Freya Lily Poppy Evie Ella Grace Daisy Willow Phoebe Millie Rosie Matilda Florence Ivy "
    "Harriet Imogen Jasmine Lola Maisie Nancy Orla Penny Ruby Scarlett Tilly Violet Zara Bethany Chloe Erin Holly"
).split()
BOYS = (
    "Oliver George Arthur Noah Leo Oscar Harry Archie Jack Theo Freddie Alfie Charlie Henry Finley Jacob Lucas Logan "
    "Mason Riley Tommy Reuben Ellis Jude Toby Albie Ralph Frankie Louie Caleb Dexter Kian Rory Stanley Tyler Zachary"
).split()
SURNAMES = (
    "Ashby Barlow Brewster Chadwick Cooper Dalton Eastwood Fairfax Garland Hadley Ingram Jarvis Kendrick Langley "
    "Marlow Newbury Oakley Padgett Quinton Radley Shelton Thorne Underhill Vickers Wainwright Yardley Abbott Bright "
    "Carver Draper Elms Fletcher Gosling Harper Ivory Jessop Kirby Lambert Mercer Norris Osborne Pratley Reeve Sadler "
    "Tanner Upton Wheeler Webb Bolton Crane Dyer Ford Grant Hobbs Judd Knott Lowe Miles Nash Orchard Pike Rudge Stone"
).split()


@dataclass(frozen=True)
class Heritage:
    """Lists that go together. ``share`` of 1,000 families."""

    share: int
    ethnicities: tuple[str, ...]
    girls: list[str]
    boys: list[str]
    surnames: list[str]
    languages: tuple[str, ...] = ("English",)


EUROPEAN = (
    "Zofia Lena Maja Julia Hanna Oliwia Ioana Andreea Mirela Beatriz Ines Leonor Greta Emilija Sofia".split(),
    "Jakub Szymon Antoni Filip Kacper Andrei Mihai Stefan Tiago Duarte Rafael Lukas Matas Nikolai Marek".split(),
    "Kowalczyk Wrona Zielinska Nowicki Sikora Ionescu Dumitru Stanciu Moraes Figueira Teixeira Petraitis Horak".split(),
)
PAKISTANI = (
    "Aisha Zainab Maryam Fatima Hafsa Inaya Sana Aleena Iqra Noor Mahnoor Amina Rabia Zoya".split(),
    "Muhammad Ibrahim Yusuf Hamza Bilal Zayn Adeel Umar Haris Imran Danyal Sami Musa Rayyan".split(),
    "Akhtar Bashir Choudhry Dar Hussain Iqbal Javed Khan Malik Nawaz Qureshi Rafiq Saleem Tariq Zaman".split(),
)
INDIAN = (
    "Anaya Diya Isha Kavya Meera Nisha Priya Riya Saanvi Tara Simran Anjali".split(),
    "Aarav Arjun Dhruv Ishaan Kabir Nikhil Rohan Vihaan Yash Karan Dev Manav".split(),
    "Bhatt Chandra Desai Gill Iyer Joshi Kapoor Mistry Nair Pillai Rao Sandhu Thakur Varma".split(),
)
AFRICAN = (
    "Abena Adaeze Chiamaka Efua Folake Makena Nia Temwa Wanjiru Zuri Hodan Ayan Selam Thandi".split(),
    "Kwame Chidi Emeka Femi Jabari Kofi Obinna Sekou Tendai Yonas Abdi Liban Amari Themba".split(),
    "Adeyemi Boateng Chukwu Dlamini Eze Kamau Mensah Ndlovu Okeke Osei Sesay Tesfaye Warsame Yeboah".split(),
)
CARIBBEAN = (
    "Aaliyah Kezia Naomi Shanice Tiana Jada Renee Simone Alicia Kiara".split(),
    "Andre Dwayne Jaden Kemar Malachi Marlon Nathaniel Tyrell Xavier Isaiah".split(),
    "Bailey Campbell Francis Gayle Lewin Morrison Powell Reid Samuels Wint".split(),
)
CHINESE = (
    "Mei Lian Xinyi Yuxi Jiaying Anqi Wenting Siu-Ling".split(),
    "Haoran Jun Minghao Zihan Weijie Yichen Kai-Lok Bowen".split(),
    "Chan Cheung Deng Fong Huang Kwok Lau Ng Tang Xu Zhou".split(),
)
OTHER = (
    "Layla Yasmin Rania Shirin Laleh Dilan Huda Parwin".split(),
    "Karim Omid Rami Sirwan Tarek Farhad Ilyas Navid".split(),
    "Ahmadi Barzani Daoud Farahani Haidari Mansour Nazari Sabri Tahir".split(),
)
HERITAGES = (
    Heritage(686, ("WBRI",), GIRLS, BOYS, SURNAMES),
    Heritage(12, ("WIRI", "WIRT", "WROM"), GIRLS, BOYS, ["Brannigan", "Doran", "Connors", "Loveridge", "Cleary"]),
    Heritage(84, ("WOTH",), *EUROPEAN, ("Polish", "Romanian", "Portuguese", "Lithuanian", "English", "English")),
    Heritage(48, ("APKN", "APKN", "ABAN"), *PAKISTANI, ("Urdu", "Punjabi", "Bengali", "English", "English")),
    Heritage(20, ("AIND",), *INDIAN, ("Hindi", "Gujarati", "English", "English")),
    Heritage(36, ("BAFR", "BAFR", "BOTH"), *AFRICAN, ("Somali", "Tigrinya", "English", "English", "English")),
    Heritage(10, ("BCRB",), *CARIBBEAN),
    Heritage(12, ("CHNE",), *CHINESE, ("Cantonese", "Mandarin", "English")),
    Heritage(20, ("AOTH", "OOTH", "OOTH"), *OTHER, ("Kurdish", "Dari", "Arabic", "English")),
    Heritage(42, ("MWBC", "MWBA", "MWAS", "MOTH"), GIRLS + CARIBBEAN[0], BOYS + AFRICAN[1], SURNAMES + CARIBBEAN[2]),
    Heritage(30, ("NOBT", "NOBT", "REFU"), GIRLS, BOYS, SURNAMES),
)
SHARES = [heritage.share for heritage in HERITAGES]
ADULT_WOMEN = (
    "Sarah Emma Laura Claire Gemma Kelly Natalie Rachel Stacey Hayley Joanne Leanne Michelle Donna Katie".split()
)
ADULT_MEN = "Mark Paul Darren Lee Craig Stuart Neil Gavin Jason Wayne Simon Kevin Adam Robert Shaun".split()
STAFF_FORENAMES = [*ADULT_WOMEN, *ADULT_MEN, *PAKISTANI[0], *AFRICAN[0], *INDIAN[1], *EUROPEAN[0], *GIRLS, *BOYS]
STAFF_SURNAMES = [*SURNAMES, *PAKISTANI[2], *AFRICAN[2], *INDIAN[2], *EUROPEAN[2], *CARIBBEAN[2]]

# Places are the county's, so that localities make sense; streets are not.
PLACES = {
    "central": (("Oxford", "OX1"), ("Oxford", "OX2"), ("Oxford", "OX3"), ("Oxford", "OX4"), ("Kidlington", "OX5")),
    "north": (("Banbury", "OX16"), ("Bicester", "OX26"), ("Witney", "OX28"), ("Chipping Norton", "OX7")),
    "south": (("Abingdon", "OX14"), ("Didcot", "OX11"), ("Wantage", "OX12"), ("Wallingford", "OX10"), ("Thame", "OX9")),
}
STREETS = (
    "Skylark Rise,Old Ropewalk,Teasel Close,Candlemaker Row,Bulrush Lane,Kingfisher Court,Withy Bank,Saddlers Yard,"
    "Plover Way,Damson Drive,Millstream Walk,Larkspur Gardens,Drovers End,Foxglove Terrace,Hazel Copse,Quince Street"
).split(",")
NO_POSTCODE_ENDS_IN = "CIKMOV"  # letters that the Royal Mail never uses at the end: such a postcode cannot exist


def staff_name(chance: random.Random) -> str:
    return f"{chance.choice(STAFF_FORENAMES)} {chance.choice(STAFF_SURNAMES)}"


def address(chance: random.Random, locality: str) -> tuple[str, str]:
    """Address and postcode of a home in the locality, neither of which exists."""
    town, district = chance.choice(PLACES[locality])
    ending = chance.choice(NO_POSTCODE_ENDS_IN) + chance.choice(NO_POSTCODE_ENDS_IN)
    house = f"{chance.randrange(1, 120)} {chance.choice(STREETS)}, {town}"
    return house, f"{district} {chance.randrange(1, 10)}{ending}"


def nhs_number(serial: int) -> str:
    """A number of the range 999 000 0000 to 999 999 9999, which is kept for tests; empty for a serial without one.

    The tenth digit is 11 less the remainder of the weighted sum of the first nine by 11 (11 is written 0; 10 is no
    digit, so that about one serial in eleven has no number).
    """
    digits = f"999{serial * 48_271 % 1_000_000:06}"
    check = -sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return "" if check == 10 else f"{digits}{check}"
