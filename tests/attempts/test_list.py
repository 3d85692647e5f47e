"""The list of attempts is docs/attempts.md; some are tested beside what they attack."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/attempts.md").read_text()
TESTS = re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)


def test_it_names_at_least_thirty_attempts_and_each_is_a_test():
    missing = [name for file, name in TESTS if f"def {name}(" not in (ROOT / "tests" / file).read_text()]

    assert len([line for line in TEXT.splitlines() if line.startswith("| ")]) - 2 >= 30
    assert len({name for _, name in TESTS}) >= 30
    assert missing == []
