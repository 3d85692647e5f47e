"""Files that go in: read as a stream, checked as a set, written whole or not at all."""
