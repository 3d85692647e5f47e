"""What can be exported, by whom: each list page as a file of the same records."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.forms import Form
from django.http import QueryDict

from agencies.scope import Scope
from ehtrack.lib.exporting.columns import Column


class ExportKind(ABC):
    """A list page: ``form`` reads its address, ``records`` are what it then shows, in its order."""

    key: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[str]
    action: ClassVar[str]
    subject_type: ClassVar[str]
    list_name: ClassVar[str]
    search_key: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]]
    link: ClassVar[str] = ""

    @abstractmethod
    def form(self, scope: Scope, query: QueryDict) -> Form | None:
        """The filters of the page, as typed."""

    @abstractmethod
    def records(self, scope: Scope, query: QueryDict, search: str, now: datetime) -> QuerySet[Any]:
        """Each record once."""

    def rows(self, records: QuerySet[Any], *, neutral: bool = True) -> QuerySet[Any, Any]:
        """The lines of the file: a record without a child has one as well."""
        order = records.query.order_by or records.model._meta.ordering
        steady = [*order, "pk", *([self.link] if self.link else [])]
        return records.order_by(*steady).values_list(*(column.expression(neutral=neutral) for column in self.columns))

    def children(self, records: QuerySet[Any]) -> QuerySet[Any, Any] | None:
        """The ids of those whom the file names; None when it names nobody."""
        if not self.link:
            return None
        return records.order_by().filter(links__isnull=False).values_list("links__child_id", flat=True).distinct()
