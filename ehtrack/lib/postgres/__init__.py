"""PostgreSQL as Django knows it, signed in to with no more power than is good: ``DATABASES[...]["ENGINE"]``."""
