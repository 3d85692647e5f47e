"""A council's identity provider for tests: oidc-provider-mock, an established one, over HTTP on a port of its own.

``change`` alters the answer of its token address on the way, as an attacker between would.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import oidc_provider_mock
import requests
from django.test import Client
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from ehtrack import openid

Answer = dict[str, Any]
ID = "council"
LOGIN = "/accounts/login/"
ASHA = {"email": "asha@example.org", "email_verified": True, "name": "Asha Patel"}


class Provider:
    """What the tests ask of it."""

    def __init__(self) -> None:
        self.app = oidc_provider_mock.app(require_nonce=True)
        self.address = ""
        self.change: Callable[[Answer], Answer] | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body, status, headers = run_wsgi_app(self.app, environ)
        content = b"".join(body)
        if self.change and environ["PATH_INFO"] == "/oauth2/token":
            content = json.dumps(self.change(json.loads(content))).encode()
            headers["Content-Length"] = str(len(content))
        start_response(status, list(headers))
        return [content]

    def knows(self, subject: str, **claims: Any) -> None:
        requests.put(f"{self.address}/users/{quote(subject)}", json=claims, timeout=5).raise_for_status()

    def configured(self, **more: Any) -> list[openid.Provider]:
        server = {"id": ID, "name": "Example Council", "server": self.address, "client_id": "ehtrack", "secret": "x"}
        return [{**server, **more}]

    def confirms(self, address: str, subject: str) -> str:
        """The person gives their name at the provider; answers with the way back, without the host."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        return answer.headers["Location"].removeprefix("http://testserver")

    def signs_in(self, client: Client, subject: str, *, next: str = "") -> Any:
        """From the button to the page after it."""
        asked = client.post(f"/accounts/oidc/{ID}/login/", {"next": next} if next else {})
        return client.get(self.confirms(asked.headers["Location"], subject))


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    server = make_server("localhost", 0, provider, threaded=True)
    provider.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def configure(settings: Any, provider: Provider, **more: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = openid.allauth_settings(provider.configured(**more))


def who(client: Client) -> str | None:
    """Who is signed in."""
    found: str | None = client.session.get("_auth_user_id")
    return found


def refusal(client: Client) -> str:
    """The page that a refusal leads to, with its reason."""
    return client.get(LOGIN).content.decode()
