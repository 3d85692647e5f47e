from datetime import date

from agencies.panels import Panel
from agencies.scope import Scope


def panels(scope: Scope, today: date) -> list[Panel]:
    return []
