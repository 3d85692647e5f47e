"""Headers of every answer that the program gives; static files have those of the server of files."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADERS = {
    "Cache-Control": "no-store",  # nothing of a family stays on a shared computer, nor in anything on the way
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
# Files hold what people sent in: saved, and should a browser show one all the same, without rights to anything here.
FILE_POLICY = "default-src 'none'; sandbox"


class HeadersMiddleware:
    """Stands inside the middleware of the content security policy, which keeps one that is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Content-Disposition" in response.headers:
            response.headers["Content-Security-Policy"] = FILE_POLICY
        return response
