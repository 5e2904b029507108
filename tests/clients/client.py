"""The official client for Python."""

import sys
from uuid import uuid4

from kurrentdbclient import KurrentDBClient, NewEvent, StreamState
from kurrentdbclient.events import CaughtUp, NewEvents
from kurrentdbclient.exceptions import NotFoundError, StreamIsDeletedError, WrongCurrentVersionError

url, certificate = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else None)
root = open(certificate, "rb").read() if certificate else None
client = KurrentDBClient(url, root_certificates=root)
# With an accent, as names have here.
stream = f"dépôt-{uuid4()}"


def event(n):
    return NewEvent(type="demande.reçue", data=b'{"n": %d}' % n, metadata=b'{"by": "awa"}')


def refused(error, ask):
    try:
        ask()
    except error:
        return
    raise AssertionError(f"not told {error.__name__}")


first, second = event(0), event(1)
at = client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=[first, second])
assert client.get_commit_position() == at
again = client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=[first, second])
assert again == at, "the same append again lies where it lay"
refused(WrongCurrentVersionError, lambda: client.append_to_stream(stream, current_version=7, events=[event(9)]))

read = client.get_stream(stream)
assert [it.id for it in read] == [first.id, second.id]
assert read[0].metadata == first.metadata and read[0].recorded_at is not None
assert client.get_current_version(stream) == 1
refused(NotFoundError, lambda: client.get_stream("personne"))
exclude = (r"\$.+", r"other")
assert [it.id for it in client.read_all(filter_exclude=exclude, backwards=True, limit=1)] == [second.id]

third, seen = event(2), []
with client.subscribe_to_stream(stream, include_caught_up=True, timeout=60) as subscription:
    for it in subscription:
        if isinstance(it, CaughtUp):
            client.append_to_stream(stream, current_version=1, events=[third])
            continue
        seen.append(it.id)
        if len(seen) == 3:
            break
assert seen == [first.id, second.id, third.id]

one, two = f"{stream}-1", f"{stream}-2"
client.multi_append_to_stream(
    [
        NewEvents(stream_name=one, events=[event(0)], current_version=StreamState.NO_STREAM),
        NewEvents(stream_name=two, events=[event(0)], current_version=StreamState.NO_STREAM),
    ]
)
client.delete_stream(one, current_version=0)
refused(NotFoundError, lambda: client.get_stream(one))
client.tombstone_stream(two, current_version=StreamState.ANY)
refused(StreamIsDeletedError, lambda: client.get_stream(two))
client.close()
print("kurrentdbclient: ok")
