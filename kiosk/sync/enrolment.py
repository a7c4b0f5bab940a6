"""How a kiosk gets its identity: a one-use token and a fresh public key go up, a name and the keys to trust come down.

The private key never leaves the machine. What is trusted here is the TLS connection alone, so `ca` should be pinned.
"""

import httpx
import msgspec

from kiosk.core.ports import Clock
from kiosk.errors import Refused, Unreachable
from kiosk.sync.transport import OK, decoded, reason, send
from kiosk.wire import EnrolReply, EnrolRequest


def enrol(http: httpx.Client, request: EnrolRequest, clock: Clock) -> EnrolReply:
    """Hand in the token. Raises Refused when it is not valid (any more), Unreachable when nobody we know answered.

    If the answer is lost, the same token with the same key gets it again.
    """
    body = msgspec.json.encode(request)
    reply = send(http, http.build_request("POST", "/api/v1/enrol", content=body), clock)
    if reply.status == OK:
        return decoded(reply.body, EnrolReply)
    if why := reason(reply.body):
        raise Refused(f"enrolment: {reply.status}, {why}; ask for a new token")
    raise Unreachable(f"enrolment: answer {reply.status} is not our server's; check the address")
