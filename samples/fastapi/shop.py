"""A shop that sells diamonds through tribute-agent; a supplier gives them, who may be slow. How to start it: README.md."""

import asyncio
import os
import sqlite3
from contextlib import closing

import supplier
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook, WebhookVerificationError

PATIENCE_SECONDS = 3  # well below the agent's time-out of 10 s
webhook = Webhook(os.environ["TRIBUTE_SECRET"])  # whsec_…
database = os.environ.get("DATABASE", "shop.db")
deliveries = {}  # order_id → the task that waits for the supplier
app = FastAPI()


def execute(sql, *values):
    with closing(sqlite3.connect(database, timeout=5)) as db, db:
        db.row_factory = sqlite3.Row
        cursor = db.execute(sql, values)
        return cursor.fetchone(), cursor.rowcount


execute("""CREATE TABLE IF NOT EXISTS activation (payment INTEGER PRIMARY KEY, order_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL, diamonds INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'pending')""")


def refuse(status, code, message):
    return JSONResponse({"error": {"code": code, "message": message}}, status)


async def deliver(row, live):
    """Asks the supplier, who does nothing twice for one reference: a delivery that a restart cut off is begun again."""
    order_id = row["order_id"]
    try:
        await supplier.top_up(database, order_id, row["account_id"], row["diamonds"], dry_run=not live)
    except supplier.UnknownAccount:
        execute("DELETE FROM activation WHERE order_id = ? AND status = 'pending'", order_id)
        return False
    finally:
        del deliveries[order_id]
    execute("UPDATE activation SET status = 'activated' WHERE order_id = ? AND status = 'pending'", order_id)
    return True


async def activate(order, live):
    order_id, account_id = order["order_id"], order.get("account_id", "")
    # First of all: if two calls come at once, the unique order_id lets one of them through.
    execute("INSERT INTO activation (order_id, account_id, diamonds) VALUES (?, ?, ?) ON CONFLICT (order_id) DO NOTHING",
            order_id, account_id, order["product"].get("quantity", 1))
    row, _ = execute("SELECT * FROM activation WHERE order_id = ?", order_id)
    if row["account_id"] != account_id:
        return refuse(409, "other_account", f"the order was activated for account {row['account_id']}")
    if row["status"] == "revoked":
        return refuse(409, "refunded", "the order was refunded")
    answer = {"status": "already_activated", "payment_id": f"A-{row['payment']}", "account_id": account_id}
    if row["status"] == "activated":
        return answer
    is_first = order_id not in deliveries
    if is_first:
        deliveries[order_id] = asyncio.create_task(deliver(row, live))
    try:
        # Shielded: the delivery goes on when this call stops waiting for it.
        is_known = await asyncio.wait_for(asyncio.shield(deliveries[order_id]), PATIENCE_SECONDS)
    except asyncio.TimeoutError:
        return JSONResponse({"status": "pending"}, 202, {"retry-after": "10"})
    if not is_known:
        return refuse(404, "unknown_account", "there is no such account")
    return answer | {"status": "activated"} if is_first else answer


async def revoke(order, live):
    if not order["refund"]["full"]:
        return refuse(422, "partial_refund", "decide by hand what to take back")
    order_id = order["order_id"]
    row, _ = execute("SELECT status FROM activation WHERE order_id = ?", order_id)
    if row is None:
        return refuse(404, "unknown_order", "the order was never activated")
    if row["status"] == "pending":
        return JSONResponse({"status": "pending"}, 202)
    if row["status"] == "activated":
        await supplier.take_back(database, order_id, dry_run=not live)
    _, changed = execute("UPDATE activation SET status = 'revoked' WHERE order_id = ? AND status = 'activated'", order_id)
    return {"status": "revoked" if changed else "already_revoked"}


@app.post("/tribute")
async def tribute(request: Request):
    body = await request.body()  # the raw bytes, as they were signed
    try:
        call = webhook.verify(body, dict(request.headers))
    except (WebhookVerificationError, ValueError):  # ValueError: a header that is no signature at all
        return refuse(401, "bad_signature", "wrong signature or clock")
    match call["type"]:
        case "shop.test":
            return {"status": "ok"}
        case "order.activate":
            return await activate(call["data"], call["livemode"])
        case "order.refunded":
            return await revoke(call["data"], call["livemode"])
    return refuse(400, "unsupported_type", "only order.activate, order.refunded and shop.test")
