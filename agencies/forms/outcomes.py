from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from agencies.errors import ServiceError, Stale


@contextmanager
def refusals_in(form: forms.Form) -> Iterator[None]:
    """What a service refuses becomes an error of the form, which is then shown again.

    That someone was faster is for the view to answer, with 409 and both texts.
    """
    try:
        yield
    except Stale:
        raise
    except ServiceError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
