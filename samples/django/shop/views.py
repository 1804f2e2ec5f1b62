"""A shop that sells diamonds through tribute-agent. How to start it: README.md."""

import base64
import hashlib
import hmac
import json
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Account, Activation, Stock


class NothingDone(Exception):
    """An answer by which nothing is done: raised, so that the transaction is rolled back."""

    def __init__(self, status, body):
        self.status, self.body = status, body


def refusal(status, code, message):
    return NothingDone(status, {"error": {"code": code, "message": message}})


def verify(request):
    call_id, timestamp = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
    signed = f"{call_id}.{timestamp}.".encode() + request.body  # the raw bytes, as they came
    code = hmac.new(settings.TRIBUTE_KEY, signed, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(code)
    signatures = request.headers.get("webhook-signature", "").encode().split(b" ")
    if not any(hmac.compare_digest(expected, signature) for signature in signatures):
        raise refusal(401, "bad_signature", "the signature does not fit")
    if abs(time.time() - int(timestamp)) > 5 * 60:
        raise refusal(401, "clock", "the timestamp is more than 5 minutes off")


def activate(order, live):
    order_id, account_id = order["order_id"], order.get("account_id", "")
    diamonds = order["product"].get("quantity", 1)
    # First of all: if two calls come at once, the unique order_id lets one of them through.
    try:
        with transaction.atomic():
            row = Activation.objects.create(order_id=order_id, account_id=account_id, diamonds=diamonds)
        status = "activated"
    except IntegrityError:
        row = Activation.objects.get(order_id=order_id)
        status = "already_activated"
    if row.account_id != account_id:
        raise refusal(409, "other_account", f"the order was activated for account {row.account_id}")
    if row.revoked:
        raise refusal(409, "refunded", "the order was refunded")
    if status == "activated":
        if not Account.objects.filter(account_id=account_id).exists():
            raise refusal(404, "unknown_account", "there is no such account")
        stock = Stock.objects.filter(diamonds__gte=diamonds)
        if not (stock.update(diamonds=F("diamonds") - diamonds) if live else stock.exists()):
            raise NothingDone(202, {"status": "pending"})
        if live:
            Account.objects.filter(account_id=account_id).update(diamonds=F("diamonds") + diamonds)
    return {"status": status, "payment_id": f"A-{row.pk}", "account_id": account_id}


def revoke(order, live):
    if not order["refund"]["full"]:
        raise refusal(422, "partial_refund", "decide by hand what to take back")
    row = Activation.objects.select_for_update().filter(order_id=order["order_id"]).first()
    if row is None:
        raise refusal(404, "unknown_order", "the order was never activated")
    if row.revoked:
        return {"status": "already_revoked"}
    if live:
        Stock.objects.update(diamonds=F("diamonds") + row.diamonds)
        account = Account.objects.filter(account_id=row.account_id, diamonds__gte=row.diamonds)
        if not account.update(diamonds=F("diamonds") - row.diamonds):
            raise refusal(409, "already_spent", "the account has fewer diamonds than that")
    row.revoked = True
    row.save()
    return {"status": "revoked"}


def handle(call):
    match call["type"]:
        case "shop.test":
            return {"status": "ok"}
        case "order.activate":
            return activate(call["data"], call["livemode"])
        case "order.refunded":
            return revoke(call["data"], call["livemode"])
    raise refusal(400, "unsupported_type", "only order.activate, order.refunded and shop.test")


@csrf_exempt  # or every call is answered 403
@require_POST
def tribute(request):
    try:
        verify(request)
        with transaction.atomic():
            return JsonResponse(handle(json.loads(request.body)))
    except NothingDone as answer:
        return JsonResponse(answer.body, status=answer.status)


urlpatterns = [path("tribute", tribute)]
