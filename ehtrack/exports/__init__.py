"""Files that go out: records of a list page, asked for in the browser and made at once or by a worker."""
