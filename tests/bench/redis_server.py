"""A Redis of our own, set up as the gateway's documentation asks for, and what is read from and written to it."""

import itertools
import re
import shutil
import socket
import time

import messages
from processes import Process, free_port

DAY = 24 * 3600 * 1000


class Redis:
    """Keeps what it is given (an append-only file, brought to the disk every second) and evicts nothing."""

    def __init__(self, directory, core):
        self.port = free_port()
        shutil.rmtree(directory, ignore_errors=True)  # It begins empty.
        directory.mkdir()
        self._process = Process("redis", [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(directory), "--save", "",
            "--appendonly", "yes", "--auto-aof-rewrite-percentage", "0", "--maxmemory-policy", "noeviction"], directory, core)
        self._process.wait_for(self.port)
        self._connection = socket.create_connection(("127.0.0.1", self.port))
        self._replies = self._connection.makefile("rb")

    def seed(self, contacts):
        """Writes the last contacts of a population."""
        expires = 2 * DAY  # As long as the gateway would keep an open one.
        now = int(time.time())
        every = messages.last_contacts(contacts, now)
        while some := list(itertools.islice(every, 10_000)):
            self.ask_all([("SET", messages.key(index), last, "PXAT", last + expires) for index, last in some])

    def get(self, key):
        return self.ask_all([("GET", key)])[0]

    def delete(self, key):
        self.ask_all([("DEL", key)])

    def get_many(self, keys):
        """The values of many keys, in their order."""
        keys = iter(keys)
        while some := list(itertools.islice(keys, 10_000)):
            yield from self.ask_all([("GET", key) for key in some])

    def ask_all(self, commands):
        """Sends commands one behind the other; their replies."""
        written = bytearray()
        for words in commands:
            written += b"*%d\r\n" % len(words)
            for word in map(str, words):
                written += b"$%d\r\n%s\r\n" % (len(word), word.encode())
        self._connection.sendall(written)
        return [self._reply() for _ in commands]

    def used_bytes(self):
        """The memory that it has taken for what it keeps, and for itself."""
        return int(re.search(r"used_memory:(\d+)", self.ask_all([("INFO", "memory")])[0]).group(1))

    def cpu_seconds(self):
        return self._process.cpu_seconds()

    def stop(self):
        self._replies.close()
        self._connection.close()
        self._process.stop()

    def _reply(self):
        line = self._replies.readline()
        kind, value = line[:1], line[1:-2].decode()
        if kind == b"-" or not kind:
            raise RuntimeError(f"Redis: {value or 'the connection broke'}")
        if kind != b"$":
            return value
        return None if value == "-1" else self._replies.read(int(value) + 2)[:-2].decode()
