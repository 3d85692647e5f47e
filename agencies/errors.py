"""Named errors of services, in words that a person can act on. A view turns one into an error of the form."""


class ServiceError(Exception):
    """What was asked for cannot be done; nothing was changed. The message is shown as it is, beside the ``field`` of
    the form that it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowedYet(ServiceError):
    """Something else has to come first: "Record agreement before sharing"."""


class Stale(ServiceError):
    """Someone else saved the record after the form was opened. Answered with 409, both texts and a choice."""

    def __init__(self, message: str = "Someone else changed this after you opened it") -> None:
        super().__init__(message)
