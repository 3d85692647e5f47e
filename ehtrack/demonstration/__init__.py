"""The demonstration partnership: a believable Oxfordshire of invented people, made from a fixed seed.

``plan`` says how many records of each month and group there are; ``partnership`` who works where; the other modules
build the rows; ``build`` puts them in order; ``load`` writes them. Nobody in it is real: names come from the lists in
``people``, NHS numbers from the range kept for tests, postcodes have endings that no postcode has.
"""
