from django.db import connection


def one_after_another(name: str) -> None:
    """Whoever asks by this name next waits until this transaction ends, in every process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def lock_if_free(name: str) -> bool:
    """The same lock, without waiting for it. False: somebody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])
