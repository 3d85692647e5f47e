"""Every drill by its name."""

from functools import partial

from ehtrack.drills import broken_broker, connections_cut, crowded, killed_import, killed_recount, twice
from ehtrack.drills.report import Drill

DRILLS = [
    Drill(
        "broker-stopped",
        "The broker is stopped while somebody writes an S&N, and started again",
        "promise 25",
        partial(broken_broker.survives, fault=broken_broker.STOPPED),
    ),
    Drill(
        "broker-hanging",
        "The broker accepts connections and never answers",
        "promise 25",
        partial(broken_broker.survives, fault=broken_broker.HANGING),
    ),
    Drill(
        "broker-full",
        "The broker's memory is used up and it refuses every message",
        "promise 25",
        partial(broken_broker.survives, fault=broken_broker.FULL),
    ),
    Drill("broker-wiped", "The broker loses all that waited in it", "promise 26", broken_broker.wiped),
    Drill("recount-killed", "A worker is killed at each step of a recount", "promise 27", killed_recount.run),
    Drill("import-killed", "A worker is killed at each step of an import", "promises 27, 34", killed_import.run),
    Drill("tasks-twice", "Every task is run twice, late and out of order", "promise 28", twice.run),
    Drill("two-schedulers", "Two schedulers run at once", "promise 29", twice.two_schedulers),
    Drill(
        "connection-cut",
        "The database connection is cut in the middle of a save",
        "promises 24, 34",
        connections_cut.run,
    ),
    Drill("few-connections", "Many requests share two database connections", "promise 10", crowded.run),
]
