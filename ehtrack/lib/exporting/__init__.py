"""Records out of the database as files of any length: made by COPY, in memory that does not grow with the rows."""
