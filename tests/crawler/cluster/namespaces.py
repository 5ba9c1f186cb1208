"""A machine of its own on this machine: a network namespace behind a cable to cut."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

from tests.crawler.cluster.machines import ROOT, until


class Namespace:
    """A network namespace in which some of our ports on 127.0.0.1 are reached.

    They are reached over a pair of veth devices; what listens on 127.0.0.1 here is
    passed on by a relay at each end.
    """

    def __init__(self, *ports: int) -> None:
        number = os.getpid() % 65536
        self.name = f"citeswatch-{number}"
        self.device = f"cw-{number}"
        self.here = f"10.{213 + number // 32768}.{number // 256 % 128}.1"
        there = self.here[:-1] + "2"
        self._relays: list[subprocess.Popen[bytes]] = []
        _run("ip", "netns", "add", self.name)
        try:
            peer = f"{self.device}p"
            _run(
                *("ip", "link", "add", self.device, "type", "veth"),
                *("peer", "name", peer, "netns", self.name),
            )
            _run("ip", "address", "add", f"{self.here}/24", "dev", self.device)
            _run("ip", "link", "set", self.device, "up")
            _run(*self.inside, "ip", "address", "add", f"{there}/24", "dev", peer)
            _run(*self.inside, "ip", "link", "set", peer, "up")
            _run(*self.inside, "ip", "link", "set", "lo", "up")
            self._relay((), self.here, "127.0.0.1", ports)
            self._relay(self.inside, "127.0.0.1", self.here, ports)
        except BaseException:
            self.end()
            raise

    @property
    def inside(self) -> tuple[str, ...]:
        """Words before a command that is to run in it."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Pull the cable: what is sent does not arrive, and nobody is told."""
        _run("ip", "link", "set", self.device, "down")

    def mend(self) -> None:
        """Put the cable back."""
        _run("ip", "link", "set", self.device, "up")

    def end(self) -> None:
        """Take all away again."""
        for relay in self._relays:
            relay.terminate()
            relay.wait()
            if relay.stdout:
                relay.stdout.close()
        # The devices end with it.
        _run("ip", "netns", "delete", self.name)

    def _relay(
        self, before: tuple[str, ...], at: str, to: str, ports: tuple[int, ...]
    ) -> None:
        words = [*before, sys.executable, "-m", __name__, at, to, *map(str, ports)]
        relay = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE)
        self._relays.append(relay)
        assert relay.stdout is not None
        until(relay.stdout.readline, "the relay listens")


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True)


async def _relay(at: str, to: str, ports: list[int]) -> None:
    async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.close()

    def serving(port: int) -> Any:
        async def serve(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            try:
                far_reader, far_writer = await asyncio.open_connection(to, port)
            except OSError:
                writer.close()
                return
            await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))

        return serve

    for port in ports:
        await asyncio.start_server(serving(port), at, port)
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_relay(sys.argv[1], sys.argv[2], [int(one) for one in sys.argv[3:]]))
