"""Files of records that go out: the lists of S&Ns and of MASH contacts, in the columns of the files that go in."""
