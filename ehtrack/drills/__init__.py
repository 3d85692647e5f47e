"""Drills: the faults that ehtrack promises to live through, made on purpose, and what is seen afterwards.

``manage.py drill`` runs them for operators on a throw-away set of services; the tests run the same functions. A drill
works on the database in use, which must be its own, and starts a broker and workers of its own.
"""
