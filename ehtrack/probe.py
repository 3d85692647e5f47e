"""Ask one web process whether it is well: ``python -m ehtrack.probe http://127.0.0.1:8000/healthz``."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def is_well(address: str, host: str) -> bool:
    """``host`` is a name the site answers to; it refuses all others, the address of its container among them."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", parts.path, headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def site_host() -> str:
    """The first of EHTRACK_HOSTS; one that begins with a dot stands for every name below it."""
    return os.environ.get("EHTRACK_HOSTS", "localhost").split(",")[0].strip().lstrip(".")


if __name__ == "__main__":
    sys.exit(0 if is_well(sys.argv[1], site_host()) else 1)
