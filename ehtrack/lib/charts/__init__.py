"""Charts as SVG text: finished words in, one drawing out, nothing that a strict content security policy refuses.

Drawn 640 units wide with text of 21, so that on a phone (343 pixels) the text is still 11 pixels high. Only
presentation attributes; hatching beside colour; a title and a description for those who do not see it. The same
numbers belong beside it as a table: ``{% chart svg table %}``.
"""

from ehtrack.lib.charts.bars import BarChart, Look, Mark, Series, Usual, bars
from ehtrack.lib.charts.dots import Dot, DotChart, log_dots
from ehtrack.lib.charts.drawing import Level
from ehtrack.lib.charts.funnel import FunnelChart, FunnelLimits, FunnelPoint, Place, funnel
from ehtrack.lib.charts.lines import LineChart, lines

__all__ = [
    "BarChart",
    "Dot",
    "DotChart",
    "FunnelChart",
    "FunnelLimits",
    "FunnelPoint",
    "Level",
    "LineChart",
    "Look",
    "Mark",
    "Place",
    "Series",
    "Usual",
    "bars",
    "funnel",
    "lines",
    "log_dots",
]
