"""Runs the application in uvicorn, which is the one place that knows about processes and sockets."""

import uvicorn

GRACE_SECONDS = 5


def serve(factory: str, *, host: str, port: int, workers: int) -> None:
    """Serve what `module:function` makes, once in each worker process, until told to stop; streams get a grace.

    There is no log of requests: an address can have a name that somebody searched for, or a one-use secret.
    """
    uvicorn.run(
        factory,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        proxy_headers=True,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
