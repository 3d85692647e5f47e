"""The server and Python agree on which text a spreadsheet would run."""

import sys

import pytest
from django.db import connection
from django.db.models import TextField, Value
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agencies.models import User
from ehtrack.lib.exporting.columns import Neutralised
from ehtrack.lib.tables import neutralised

STARTS = st.sampled_from(list("=+-@\t\r\n '\"\u00a0\ufeff\u200b\uff1d\u2212\u1680\u3000\u205f\x1f\x7f09azAZ{|~."))
TEXTS = st.text(st.one_of(STARTS, st.characters(codec="utf-8", exclude_characters="\0")), max_size=12)


def by_server(texts):
    compiler = User.objects.all().query.get_compiler(connection=connection)
    sql, params = Neutralised(Value("placeholder", TextField())).as_sql(compiler, connection)
    written = sql.replace("(%s)", "t")
    assert len(params) == sql.count("(%s)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + written.replace("%", "%%") + " FROM unnest(%s::text[]) WITH ORDINALITY u(t, n) ORDER BY n",
            [texts],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=200))
@example(["", "-5", "-5.5", "-5.", "--5", "-5\n", "=", "'", "''", "' =", "a=1", "\u2212\u0035", "1\n=2"])
def test_the_server_and_python_neutralise_alike(texts):
    assert by_server(texts) == [neutralised(text) for text in texts]


@pytest.mark.django_db
def test_they_agree_on_every_character_in_front_of_a_formula():
    characters = [chr(n) for n in range(1, sys.maxunicode + 1) if not 0xD800 <= n <= 0xDFFF]
    for texts in ([f"{c}=1" for c in characters], characters):
        wrong = [text for text, ours in zip(texts, by_server(texts), strict=True) if ours != neutralised(text)]
        assert wrong == []
