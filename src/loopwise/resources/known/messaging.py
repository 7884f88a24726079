"""Message brokers, RPC and streams."""

from __future__ import annotations

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.known.wording import FUTURE_OR_CLOSED, OTHER_FUTURE, PYTHONS

_NOBODY_ANSWERS = "no error: what connects to it waits until the first loop runs"

_STREAMS = (
    BoundType(
        name="asyncio:StreamReader",
        binds=Binds.CREATION,
        loop=("_loop",),
        harmless=("at_eof", "exception"),
        closed=("_transport.is_closing()", "at_eof()"),
        error=OTHER_FUTURE,
        verified=PYTHONS,
        note="What it has received already can be read on any loop.",
    ),
    BoundType(
        name="asyncio:StreamWriter",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("asyncio:open_connection", "asyncio:open_unix_connection"),
        harmless=("can_write_eof", "get_extra_info", "is_closing", "transport"),
        closed=("is_closing()",),
        close="close wait_closed",
        error=OTHER_FUTURE,
        verified=PYTHONS,
        note="`drain()` fails only when it has to wait.",
    ),
    BoundType(
        name="asyncio:Server",
        binds=Binds.CREATION,
        loop=("get_loop()",),
        made_by=("asyncio:start_server", "asyncio:start_unix_server"),
        harmless=("get_loop", "is_serving", "sockets"),
        closed=("not sockets",),
        close="close",
        error=_NOBODY_ANSWERS,
        verified=PYTHONS,
    ),
    BoundType(
        name="asyncio:BaseTransport",
        binds=Binds.CREATION,
        loop=("_loop",),
        harmless=("get_extra_info", "is_closing"),
        closed=("is_closing()",),
        close="close",
        error="no error: what it does waits until the first loop runs",
        verified=PYTHONS,
    ),
)

_WEBSOCKETS = (
    BoundType(
        name="websockets.asyncio.connection:Connection",
        binds=Binds.CREATION,
        loop=("loop",),
        made_by=("websockets::connect", "websockets.asyncio.client:connect"),
        harmless=("id", "local_address", "remote_address", "request", "response"),
        closed=("connection_lost_waiter.done()",),
        close="close",
        error=OTHER_FUTURE,
        verified="tested with websockets 17.4 on Python 3.11 and 3.13",
    ),
    BoundType(
        name="websockets.asyncio.server:Server",
        binds=Binds.CREATION,
        loop=("get_loop()",),
        made_by=("websockets::serve", "websockets.asyncio.server:serve"),
        harmless=("connections", "get_loop", "is_serving", "sockets"),
        closed=("not is_serving()",),
        close="close wait_closed",
        error=_NOBODY_ANSWERS,
        verified="tested with websockets 17.4 on Python 3.11 and 3.13",
    ),
    BoundType(
        name="websockets.legacy.protocol:WebSocketCommonProtocol",
        binds=Binds.CREATION,
        loop=("loop",),
        made_by=("websockets.legacy.client:Connect",),
        closed=("closed",),
        close="close",
        error="no error: `recv()` waits for ever",
        verified="tested with websockets 17.4 on Python 3.11 and 3.13",
    ),
)

_GRPC = (
    BoundType(
        name="grpc.aio:Channel",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("grpc.aio:insecure_channel", "grpc.aio:secure_channel"),
        closed=("_channel.closed()",),
        close="close",
        error=FUTURE_OR_CLOSED,
        verified="tested with grpcio 1.85 on Python 3.11 and 3.13",
    ),
    BoundType(
        name="grpc.aio:Server",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("grpc.aio:server",),
        harmless=("add_generic_rpc_handlers", "add_insecure_port", "add_secure_port"),
        closed=("not _server.is_running()",),
        error=OTHER_FUTURE,
        verified="tested with grpcio 1.85 on Python 3.11 and 3.13",
        note="`stop(grace)` closes it.",
    ),
)

_WITHOUT_BROKER = "objects were made and closed, and nothing was sent: no broker"

_BROKERS = (
    BoundType(
        name="nats.aio.client:Client",
        binds=Binds.FIRST_USE,
        loop=("_reading_task.get_loop()",),
        made_by=("nats:connect",),
        harmless=("is_closed", "is_connected", "jetstream", "stats"),
        closed=("is_closed",),
        close="close",
        error=(
            'nats.errors.TimeoutError: "timeout", or RuntimeError: "Event loop is'
            ' closed" where the first loop is'
        ),
        verified="tested with nats-py 2.16 on Python 3.11 and 3.13, against NATS 2.15",
    ),
    BoundType(
        name="aiokafka:AIOKafkaProducer",
        binds=Binds.CREATION,
        loop=("_loop",),
        closed=("_closed",),
        close="stop",
        error='AssertionError: "Please create objects with the same loop"',
        verified=(
            "tested with aiokafka 0.14 on Python 3.11 and 3.13: `start()` fails before"
            " it connects; no broker"
        ),
        note="Without a running loop it cannot be made.",
    ),
    BoundType(
        name="aiokafka:AIOKafkaConsumer",
        binds=Binds.CREATION,
        loop=("_loop",),
        closed=("_closed",),
        close="stop",
        error='AssertionError: "Please create objects with the same loop"',
        verified=(
            "tested with aiokafka 0.14 on Python 3.11 and 3.13: `start()` fails before"
            " it connects; no broker"
        ),
    ),
    BoundType(
        name="aiokafka.admin:AIOKafkaAdminClient",
        binds=Binds.CREATION,
        loop=("_client._loop",),
        closed=("_closed",),
        close="close",
        error='AssertionError: "Please create objects with the same loop"',
        verified=(
            "tested with aiokafka 0.14 on Python 3.11 and 3.13: `start()` fails before"
            " it connects; no broker"
        ),
    ),
    BoundType(
        name="aio_pika:Connection",
        binds=Binds.CREATION,
        loop=("loop",),
        made_by=(
            "aio_pika:RobustConnection",
            "aio_pika:connect",
            "aio_pika:connect_robust",
        ),
        harmless=("is_closed",),
        closed=("is_closed",),
        close="close",
        error=OTHER_FUTURE,
        verified=f"read in aio-pika 10.2; {_WITHOUT_BROKER}",
    ),
    BoundType(
        name="aio_pika.pool:Pool",
        binds=Binds.FIRST_WAIT,
        loop=("_Pool__items._loop", "_Pool__lock._loop"),
        harmless=("is_closed",),
        closed=("is_closed",),
        close="close",
        error='RuntimeError: "is bound to a different event loop"',
        verified="read in aio-pika 10.2; filled with numbers instead of connections",
        note="What it holds is bound on its own account.",
    ),
    BoundType(
        name="aiormq:Connection",
        binds=Binds.CREATION,
        loop=("loop",),
        made_by=("aiormq:connect",),
        closed=("is_closed",),
        close="close",
        error=OTHER_FUTURE,
        verified=f"read in aiormq 7.2; {_WITHOUT_BROKER}",
    ),
)

ROWS = (*_STREAMS, *_WEBSOCKETS, *_GRPC, *_BROKERS)
