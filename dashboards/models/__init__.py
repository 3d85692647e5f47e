from dashboards.models.change import Change
from dashboards.models.job import JobRun
from dashboards.models.month import DirtyMonth, MonthCount
from dashboards.models.publication import Publication, PublicationKind, PublicationState
from dashboards.models.quarterly_return import (
    QuarterlyReturn,
    ReturnArrangement,
    ReturnDraft,
    ReturnMove,
    ReturnReminder,
    ReturnState,
    ReturnVersion,
)
from dashboards.models.release import Release
from dashboards.models.snapshot import RatioSnapshot, TargetSnapshot
from dashboards.models.target import Basis, Kind, Target

__all__ = [
    "Basis",
    "Change",
    "DirtyMonth",
    "JobRun",
    "Kind",
    "MonthCount",
    "Publication",
    "PublicationKind",
    "PublicationState",
    "QuarterlyReturn",
    "RatioSnapshot",
    "Release",
    "ReturnArrangement",
    "ReturnDraft",
    "ReturnMove",
    "ReturnReminder",
    "ReturnState",
    "ReturnVersion",
    "Target",
    "TargetSnapshot",
]
