"""A shop on a free port of 127.0.0.1 that is wrong in one way: python3 wrong.py MODE

The secret is in TRIBUTE_SECRET, the port in PORT (none: any free one). The first line of stdout is the url; it ends
when its standard input does. Needs only the standard library.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODES = {
    "right": "nothing is wrong",
    "no-idempotency": "gives the goods again for every call, and says `activated`",
    "refuses-everything": "refuses every order",
    "reserialises": "verifies the JSON as it prints it, not as it came",
    "wrong-clock": "its clock is an hour ahead",
    "other-account": "takes any account for an order it knows, and gives it the goods",
}
CLOCK_AHEAD_SECONDS = 3600
ACCOUNTS = ("12345", "23456")
STOCK = 1000


class Shop:
    def __init__(self, mode, key):
        self.mode, self.key = mode, key
        self.lock = threading.Lock()
        self.activations = {}  # order_id → account_id, payment_id, whether it was revoked
        self.count = 0

    def now(self):
        return time.time() + (CLOCK_AHEAD_SECONDS if self.mode == "wrong-clock" else 0)

    def answer(self, headers, body):
        signed = json.dumps(json.loads(body), separators=(",", ":")).encode() if self.mode == "reserialises" else body
        timestamp = headers.get("webhook-timestamp", "")
        head = f"{headers.get('webhook-id', '')}.{timestamp}.".encode()
        expected = b"v1," + base64.b64encode(hmac.new(self.key, head + signed, hashlib.sha256).digest())
        signatures = headers.get("webhook-signature", "").encode().split(b" ")
        if not any(hmac.compare_digest(expected, signature) for signature in signatures):
            return refusal(401, "bad_signature")
        if abs(self.now() - int(timestamp)) > 5 * 60:
            return refusal(401, "clock")
        call = json.loads(body)
        with self.lock:
            return self.handle(call["type"], call["data"])

    def handle(self, kind, data):
        if kind == "shop.test":
            return 200, {"status": "ok"}
        if kind == "order.refunded":
            return self.revoke(data)
        if kind != "order.activate":
            return refusal(400, "unsupported_type")
        if self.mode == "refuses-everything":
            return refusal(422, "order_not_found")
        known = self.activations.get(data["order_id"])
        account_id = data["account_id"]
        if known is None or self.mode == "no-idempotency":
            return self.activate(data)
        if known["account_id"] != account_id:
            return self.activate(data) if self.mode == "other-account" else refusal(409, "other_account")
        if known["revoked"]:
            return refusal(409, "refunded")
        return 200, {"status": "already_activated", "payment_id": known["payment_id"], "account_id": account_id}

    def activate(self, data):
        account_id = data["account_id"]
        if account_id not in ACCOUNTS:
            return refusal(404, "unknown_account")
        if data["product"].get("quantity", 1) > STOCK:
            return 202, {"status": "pending"}
        self.count += 1
        payment_id = f"A-{self.count}"
        self.activations[data["order_id"]] = {"account_id": account_id, "payment_id": payment_id, "revoked": False}
        return 200, {"status": "activated", "payment_id": payment_id, "account_id": account_id}

    def revoke(self, data):
        known = self.activations.get(data["order_id"])
        if known is None:
            return refusal(404, "unknown_order")
        if not data["refund"]["full"]:
            return refusal(422, "partial_refund")
        was_revoked, known["revoked"] = known["revoked"], True
        return 200, {"status": "already_revoked" if was_revoked else "revoked"}


def refusal(status, code):
    return status, {"error": {"code": code, "message": f"says the shop: {code}"}}


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # many calls at once are part of the tests


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        right_path = self.path == "/tribute"
        status, answer = self.server.shop.answer(self.headers, body) if right_path else refusal(404, "not_found")
        answer = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self):
        self.send_error(405)

    def date_time_string(self, timestamp=None):
        return super().date_time_string(self.server.shop.now() if timestamp is None else timestamp)

    def log_message(self, *_):
        pass


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in MODES:
        modes = "\n".join(f"  {mode:20}{what}" for mode, what in MODES.items())
        sys.exit(f"{__doc__}\nMODE is one of:\n{modes}")
    key = base64.b64decode(os.environ["TRIBUTE_SECRET"].removeprefix("whsec_"), validate=True)
    server = Server(("127.0.0.1", int(os.environ.get("PORT", "0"))), Handler)
    server.shop = Shop(sys.argv[1], key)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/tribute", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
