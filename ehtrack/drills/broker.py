"""A broker of a drill's own, with the faults a broker can have."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from ehtrack.drills.waiting import wait_until
from ehtrack.lib import processes
from ehtrack.service_home import valkey_program

VARIABLE = "CELERY_BROKER_URL"  # Celery lets it overrule the settings, here and in workers started from here
QUEUE = "celery"


class Broker:
    """Keeps nothing on disk, so that it is empty after each start."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.socket = directory / "broker.sock"
        self.client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)
        self.start()

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        settings = {"port": "0", "unixsocket": str(self.socket), "dir": str(self.directory), "save": ""}
        self.process = subprocess.Popen(
            [str(valkey_program()), *(part for name, value in settings.items() for part in (f"--{name}", value))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=processes.die_with_parent(signal.SIGKILL),
            process_group=0,
        )
        if not wait_until(self._answers):
            raise RuntimeError("The drill's own broker did not start.")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def hang(self) -> None:
        """The kernel goes on to accept connections; nobody answers them."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def fill(self) -> None:
        """Its memory is used up: it answers, and takes nothing."""
        self.client.config_set("maxmemory", 1)

    def empty(self) -> None:
        self.client.config_set("maxmemory", 0)

    def wipe(self) -> None:
        """As if its disk were lost: it comes back empty."""
        self.stop()
        self.start()

    def waiting(self) -> int:
        """Messages that no worker took yet."""
        return int(self.client.llen(QUEUE))

    def _answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(self.client.ping())
        return False


@contextmanager
def own_broker() -> Iterator[Broker]:
    """Tasks are sent to it, and workers started inside ask it, until the block ends."""
    directory, before = Path(tempfile.mkdtemp(prefix="ehb-", dir=Path("/", "tmp"))), os.environ.get(VARIABLE)
    broker = Broker(directory)
    os.environ[VARIABLE] = broker.url
    try:
        yield broker
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before
        broker.client.close()
        broker.stop()
        shutil.rmtree(directory, ignore_errors=True)
