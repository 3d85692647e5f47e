"""From when on the partnership's own work is recorded."""

from datetime import date

EARLIEST = date(2018, 4, 1)
