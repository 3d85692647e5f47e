from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from agencies.errors import ServiceError


@contextmanager
def refusals_in(form: forms.Form) -> Iterator[None]:
    """What a service refuses becomes an error of the form, which is then shown again."""
    try:
        yield
    except ServiceError as error:
        form.add_error(None, error.message)
