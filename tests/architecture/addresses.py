"""Every address of the program, walked from the URLconf."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import UUIDConverter

from agencies.policy import Rule


@dataclass(frozen=True)
class Address:
    name: str
    pattern: URLPattern
    rule: Rule | None

    def __str__(self) -> str:
        return self.name or str(self.pattern.pattern)

    @property
    def arguments(self) -> set[str]:
        return set(self.pattern.pattern.converters)

    @property
    def ids(self) -> set[str]:
        converters: dict[str, Any] = self.pattern.pattern.converters
        return {name for name, converter in converters.items() if isinstance(converter, UUIDConverter)}


def walk(resolver: URLResolver) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern)
        else:
            yield Address(pattern.name or "", pattern, getattr(pattern.callback, "rule", None))


ADDRESSES = list(walk(get_resolver("ehtrack.urls")))
