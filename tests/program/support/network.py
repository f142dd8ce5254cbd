"""A bad network between the program and Neo4j: connections that are slow, cut off, or silent. What concerns one chosen
exchange is FaultyProxy's (support/proxy.py): a way knows bytes and connections, no requests."""

import random
import socket
import struct
import threading
import time
import urllib.parse

from support.listener import Listener

PIECE = 16384
PATIENCE = 60
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
# What the choices of a way are made from: each run chooses alike, as far as its connections come in the same order.
SEED = 20250802


class Fault:
    """What befalls one direction: `pass_on` gets a piece and gives pieces, with a delay in seconds before each; what it
    does to the connection as a whole it does itself. The default is a way without fault."""

    def __init__(self, stream, share):
        self.stream, self.share = stream, share

    def pass_on(self, link, piece):
        return [(0, piece)]

    def before_close(self):
        """Seconds."""
        return 0


class Latency(Fault):
    def __init__(self, *where, latency, jitter=0):
        super().__init__(*where)
        self.latency, self.jitter = latency, jitter

    def pass_on(self, link, piece):
        return [(max(0, self.latency + link.chance.uniform(-self.jitter, self.jitter)) / 1000, piece)]


class Bandwidth(Fault):
    """`rate` in kilobytes a second, of all connections together."""

    def __init__(self, *where, rate):
        super().__init__(*where)
        self.rate = rate
        self.lock = threading.Lock()
        self.free_at = 0

    def pass_on(self, link, piece):
        now = time.monotonic()
        with self.lock:
            self.free_at = max(self.free_at, now) + len(piece) / 1000 / self.rate
            return [(self.free_at - now, piece)]


class Slicer(Fault):
    """Pieces of some bytes, with microseconds between them."""

    def __init__(self, *where, average_size, size_variation, delay):
        super().__init__(*where)
        self.sizes, self.delay = (average_size - size_variation, average_size + size_variation), delay

    def pass_on(self, link, piece):
        slices = []
        while piece:
            size = max(1, link.chance.randint(*self.sizes))
            slices.append((self.delay / 1e6, piece[:size]))
            piece = piece[size:]
        return slices


class SlowClose(Fault):
    def __init__(self, *where, delay):
        super().__init__(*where)
        self.delay = delay

    def before_close(self):
        return self.delay / 1000


class Reset(Fault):
    """The first bytes after it end the connection and go nowhere."""

    def pass_on(self, link, piece):
        link.reset()
        return []


class Limit(Fault):
    """So many bytes more, then the connection ends."""

    def __init__(self, *where, size):
        super().__init__(*where)
        self.size = size

    def pass_on(self, link, piece):
        left = self.size - link.passed(self, len(piece))
        if left > len(piece):
            return [(0, piece)]
        link.ending.add(self.stream)
        return [(0, piece[:max(left, 0)])]


class Silence(Fault):
    """Bytes are taken and discarded. The connection stays open and silent: what was lost on it cannot be made good."""

    def pass_on(self, link, piece):
        link.silent.add(self.stream)
        return []


FAULTS = {"latency": Latency, "bandwidth": Bandwidth, "slicer": Slicer, "slow_close": SlowClose, "reset": Reset, "limit": Limit,
          "silence": Silence}


class Link:
    """One connection, with a thread for each direction."""

    def __init__(self, way, near):
        self.way, self.near = way, near
        self.chance = way.chance
        # Directions that carry nothing any more; those that end when the piece in hand is on its way.
        self.silent, self.ending = set(), set()
        self.counts, self.befallen = {}, {}
        self.is_reset = False
        self.far = socket.create_connection(way.target, timeout=PATIENCE)
        self.far.settimeout(None)
        self.far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def serve(self):
        back = threading.Thread(target=self.pump, args=("downstream", self.far, self.near), daemon=True)
        back.start()
        self.pump("upstream", self.near, self.far)
        back.join()
        self.close()

    def close(self):
        self.near.close()
        self.far.close()

    def pump(self, stream, source, sink):
        try:
            while piece := source.recv(PIECE):
                self.pass_on(piece, stream, sink)
                if stream in self.ending:
                    break
            time.sleep(sum(fault.before_close() for fault in self.faults(stream)))
            if stream in self.ending:
                self.cut()
            elif not self.is_reset:
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.cut()

    def pass_on(self, piece, stream, sink):
        pieces = [] if stream in self.silent else [(0, piece)]
        for fault in self.faults(stream):
            pieces = [(before * (n == 0) + delay, part)
                      for before, whole in pieces for n, (delay, part) in enumerate(fault.pass_on(self, whole))]
        for delay, part in pieces:
            time.sleep(delay)
            sink.sendall(part)

    def faults(self, stream):
        return [fault for fault in self.way.faults if fault.stream == stream and self.is_befallen(fault)]

    def is_befallen(self, fault):
        if fault not in self.befallen:
            self.befallen[fault] = self.chance.random() < fault.share
        return self.befallen[fault]

    def passed(self, fault, count):
        """How many bytes went before, since this fault is there."""
        before = self.counts.get(fault, 0)
        self.counts[fault] = before + count
        return before

    def cut(self):
        self.shut(socket.SHUT_RDWR)

    def reset(self):
        """Nothing is sent any more, not even an end, until both ends are closed: only so does that become a reset."""
        self.is_reset = True
        for end in (self.near, self.far):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.shut(socket.SHUT_RD)

    def shut(self, how):
        for end in (self.near, self.far):
            try:
                end.shutdown(how)
            except OSError:
                """It has ended already."""


class Door(Listener):
    def __init__(self, way, port):
        self.way = way
        super().__init__(way.target, port)

    def serve(self, connection):
        try:
            link = Link(self.way, connection)
        except OSError:
            return connection.close()
        with self.way.lock:
            if self.way.door is not self:
                return link.close()
            self.way.links.add(link)
        link.serve()
        with self.way.lock:
            self.way.links.discard(link)


class Way:
    """`uri` leads to where `uri` was, as long as nothing is wrong with it. One thread spoils and heals it."""

    def __init__(self, uri):
        target = urllib.parse.urlsplit(uri)
        self.target = (target.hostname, target.port)
        self.chance = random.Random(SEED)
        self.lock = threading.Lock()
        self.faults, self.links = [], set()
        # The port stays this way's while it is closed.
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port = self.place.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self.port}"
        self.door = None
        self.open()

    def spoil(self, kind, stream="downstream", share=1.0, **attributes):
        """Downstream is from Neo4j to the program. `share` of the connections are befallen. Sizes are in bytes, times in
        milliseconds; those of a slicer in microseconds."""
        self.faults = [*self.faults, FAULTS[kind](stream, share, **attributes)]

    def heal(self):
        """For the bytes to come; connections that have lost some stay lost."""
        self.faults = []
        self.open()

    def close(self):
        """Connections are cut, new ones refused."""
        with self.lock:
            door, self.door = self.door, None
            links = list(self.links)
        if door:
            door.close()
        for link in links:
            link.cut()

    def open(self):
        with self.lock:
            if self.door is None:
                self.door = Door(self, self.port)

    def remove(self):
        self.close()
        self.place.close()
