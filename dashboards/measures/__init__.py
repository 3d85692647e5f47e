"""What every figure means, computed once: dashboards, exports, tasks and the command line all read from here."""

DEFINITION = "1"
