"""Files that go in: the registry of kinds, and the browser's door. The command line's is import_records."""
