"""What a file of records holds: columns as expressions that the database itself turns into text."""

from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import DateTimeField, F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from ehtrack.lib.calendar import LONDON

Kind = Literal["text", "date", "moment", "count"]

# The characters of ``ehtrack.lib.tables`` spelt out, as the server's idea of a blank is not Python's.
_SKIPPED = r"\u0001-\u0020'\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
_RUNS = rf"^[{_SKIPPED}]*[=+@\uff1d\uff0b\uff0d\uff20\u2212\u0009\u000a\u000d-]"
_PLAIN_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


class Neutralised(Func):
    """``tables.neutralised`` by the server. A letter or digit in front, as nearly always, needs no pattern."""

    output_field = TextField()
    template = (
        "CASE WHEN ascii({0}) BETWEEN 65 AND 126 OR ascii({0}) BETWEEN 48 AND 57 OR {0} !~ '{1}' OR {0} ~ '{2}'"
        " THEN {0} ELSE '''' || {0} END"
    )

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        inner, params = compiler.compile(self.source_expressions[0])
        runs = _RUNS.replace("'", "''")
        sql = self.template.format(f"({inner})", runs, _PLAIN_NUMBER)
        return sql, (*params,) * self.template.count("{0}")


@dataclass(frozen=True)
class Column:
    """``value`` names a field or is an expression. Text is neutralised; days and moments are local and sort."""

    name: str
    value: str | Combinable
    kind: Kind = "text"

    def expression(self, *, neutral: bool = True) -> Combinable:
        value = F(self.value) if isinstance(self.value, str) else self.value
        return Neutralised(value) if self.kind == "text" and neutral else value


def local_moment(field: str) -> Combinable:
    """A time stamp as London's clocks showed it, to the second."""
    shown = Func(Value(LONDON.key), F(field), function="timezone", output_field=DateTimeField())
    return Cast(Func(Value("second"), shown, function="date_trunc", output_field=DateTimeField()), TextField())
