"""How a file of records is known again when somebody brings it back."""

MARK = "ehtrack export"  # the first cell of a CSV
COVER, SHEET = "Cover", "Records"  # the first sheet of a workbook, and the one with its rows
