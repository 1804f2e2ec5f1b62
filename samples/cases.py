"""What a shop must answer: signed calls to a sample, one function a case. A case that fails raises AssertionError."""

import base64
import hashlib
import hmac
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import schema

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
TIMEOUT_SECONDS = 10
AT_ONCE = 20
# The samples have two customers and a stock of 1,000 diamonds.
ACCOUNT, OTHER_ACCOUNT, UNKNOWN_ACCOUNT = "12345", "23456", "99999"


class Answer(NamedTuple):
    status: int
    body: dict

    @property
    def code(self):
        return self.body.get("error", {}).get("code")


def sign(secret, webhook_id, timestamp, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    code = hmac.new(key, f"{webhook_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(code).decode()}"


class Shop:
    def __init__(self, port):
        self.port = port

    def post(self, body, headers, method="POST", path="/tribute"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, {"content-type": "application/json"} | headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def send(self, body, *, webhook_id="msg_1", seconds_off=0, secrets=(SECRET,), signed=None):
        """Sends these bytes; signed are others, if any are given."""
        timestamp = str(int(time.time()) + seconds_off)
        signatures = [sign(secret, webhook_id, timestamp, signed or body) for secret in secrets]
        headers = {"webhook-id": webhook_id, "webhook-timestamp": timestamp, "webhook-signature": " ".join(signatures)}
        status, text = self.post(body, headers)
        answer = Answer(status, json.loads(text))
        assert not (wrong := schema.problems(answer.body, "answer")), f"{answer}: {wrong}"
        return answer

    def call(self, kind, data, *, live=True, revision=1, **how):
        body = {"type": kind, "timestamp": "2026-11-22T11:00:00Z", "livemode": live, "data": data}
        webhook_id = f"{data.get('order_id', 'test')}:{revision}"
        return self.send(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), webhook_id=webhook_id, **how)

    def activate(self, order_id, account_id=ACCOUNT, quantity=1, **how):
        data = {
            "order_id": order_id,
            "account_id": account_id,
            "product": {"name": "1 алмаз", "sku": "diamond-1", "quantity": quantity},
            "customer": {"name": "Иван/Ann 😀", "telegram_id": 111},
            "details": how.pop("details", "id 12345"),
            "ordered_at": "2026-11-22T10:59:58Z",
        }
        return self.call("order.activate", data, **how)

    def refund(self, order_id, full=True, live=True):
        data = {
            "order_id": order_id,
            "account_id": ACCOUNT,
            "product": {"name": "1 алмаз", "sku": "diamond-1", "quantity": 1},
            "refund": {"amount": 500, "currency": "EUR", "full": full},
            "refunded_at": "2026-11-23T11:00:00Z",
        }
        return self.call("order.refunded", data, live=live)


def expect(answer, status, word):
    assert answer.status // 100 == status // 100 and word in (answer.body.get("status"), answer.code), answer
    return answer


def refused(answer):
    assert 400 <= answer.status < 500 and answer.code, answer
    return answer


def activation(shop):
    """an order is activated, a repeat is not activated again"""
    first = expect(shop.activate("777-1-1"), 200, "activated")
    assert first.body["account_id"] == ACCOUNT, first
    time.sleep(1.1)  # a fresh timestamp, so another signature
    for revision in (1, 2):
        again = expect(shop.activate("777-1-1", revision=revision), 200, "already_activated")
        assert again.body["payment_id"] == first.body["payment_id"], again


def at_once(shop):
    """of 20 calls at once, one activates"""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: shop.activate("777-1-2"), range(AT_ONCE)))
    counts = [sum(answer.body.get("status") == word for answer in answers) for word in ("activated", "already_activated")]
    assert counts == [1, AT_ONCE - 1], answers


def many_orders_at_once(shop):
    """20 orders at once are activated"""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for answer in pool.map(lambda number: shop.activate(f"777-2-{number}"), range(AT_ONCE)):
            expect(answer, 200, "activated")


def other_account(shop):
    """another account for a known order is refused"""
    expect(shop.activate("777-1-3"), 200, "activated")
    refused(shop.activate("777-1-3", OTHER_ACCOUNT, revision=2))
    expect(shop.activate("777-1-3"), 200, "already_activated")


def refusals(shop):
    """an unknown account is refused; corrected, the order is activated"""
    refused(shop.activate("777-1-4", UNKNOWN_ACCOUNT))
    expect(shop.activate("777-1-4", revision=2), 200, "activated")


def signatures(shop):
    """only calls that are signed with the secret are taken"""
    body = b'{"type":"shop.test","timestamp":"2026-11-22T11:00:00Z","livemode":false,"data":{}}'
    expect(shop.send(body), 200, "ok")
    expect(shop.send(body, secrets=(OTHER_SECRET, SECRET)), 200, "ok")
    expect(shop.send(body, secrets=(OTHER_SECRET,)), 401, "bad_signature")
    expect(shop.send(body, signed=body + b" "), 401, "bad_signature")
    expect(shop.send(body, secrets=()), 401, "bad_signature")
    for headers in ({}, {"webhook-id": "1", "webhook-timestamp": "soon", "webhook-signature": "v1 \xff,,="}):
        status, text = shop.post(body, headers)
        assert status == 401 and json.loads(text)["error"]["code"] == "bad_signature", (status, text)


def clock(shop):
    """a timestamp more than 5 minutes off is refused"""
    body = b'{"type":"shop.test","timestamp":"2026-11-22T11:00:00Z","livemode":false,"data":{}}'
    expect(shop.send(body, seconds_off=-290), 200, "ok")
    for seconds_off in (-310, 310):
        answer = refused(shop.send(body, seconds_off=seconds_off))
        assert answer.status == 401 and answer.code in ("bad_signature", "clock"), answer


def raw_bytes(shop):
    """the bytes that came are verified, not what they mean"""
    body = (
        '{ "livemode":true,"type" : "order.activate", "data":{"details":"\\u0430\\/б / 😀 \\ud83d\\ude00", "more": [1.0, 1e2, null],\n'
        '"order_id":"777-1-5","account_id":"12345","product":{"name":"1\u00a0алмаз","quantity":1},"customer":{}},"timestamp":"x","new":{} }'
    )
    expect(shop.send(body.encode()), 200, "activated")
    expect(shop.activate("777-1-6", details="я/😀" * 20_000), 200, "activated")


def types(shop):
    """other types are refused as unsupported"""
    expect(shop.call("order.delivered", {}), 400, "unsupported_type")


def pending(shop):
    """what can't be given yet is pending"""
    for _ in range(2):
        answer = expect(shop.activate("777-1-7", quantity=1_000_000), 200, "pending")
        assert answer.status == 202, answer


def refunds(shop):
    """a refund takes the goods back, once"""
    refused(shop.refund("777-1-0"))
    expect(shop.activate("777-1-8"), 200, "activated")
    refused(shop.refund("777-1-8", full=False))
    expect(shop.refund("777-1-8"), 200, "revoked")
    expect(shop.refund("777-1-8"), 200, "already_revoked")
    refused(shop.activate("777-1-8"))


def tests_change_nothing(shop):
    """tests change nothing real, and are answered like orders"""
    for number in range(3):
        order_id = f"test-777-1-{number}"
        expect(shop.activate(order_id, quantity=900, live=False), 200, "activated")
        expect(shop.activate(order_id, quantity=900, live=False), 200, "already_activated")
    refused(shop.activate("test-777-1-4", UNKNOWN_ACCOUNT, live=False))
    expect(shop.refund("test-777-1-0", live=False), 200, "revoked")
    # There are 1,000: what the tests above took would be missing.
    expect(shop.activate("777-1-9", quantity=900), 200, "activated")


def other_requests(shop):
    """only POST /tribute is answered"""
    for method, path in (("GET", "/tribute"), ("POST", "/")):
        status, _ = shop.post(b"{}" if method == "POST" else None, {}, method, path)
        assert status in (403, 404, 405), (method, path, status)


CASES = (
    activation,
    at_once,
    many_orders_at_once,
    other_account,
    refusals,
    signatures,
    clock,
    raw_bytes,
    types,
    pending,
    refunds,
    tests_change_nothing,
    other_requests,
)


def survives_a_restart(shop):
    """a restart forgets nothing"""
    expect(shop.activate("777-1-1"), 200, "already_activated")
    refused(shop.activate("777-1-8"))
    expect(shop.activate("777-1-1", OTHER_ACCOUNT), 400, "other_account")
