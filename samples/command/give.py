#!/usr/bin/env python3
"""Gives the goods of an order: `[shop] kind = "command"`, `command = ["/path/to/give.py"]`.

The call comes as JSON on the standard input, the answer goes to the standard output; the standard error is read by the
moderators. Exit code 0: the answer counts. 75: not now, ask again later. Any other: nobody knows, a human looks.
The same order may come again (a crash, a lost answer): SQLite remembers what was given.
"""

import json
import os
import sqlite3
import sys

NOT_NOW = 75


def give(order: dict, livemode: bool) -> None:
    """Put your own here. In a rehearsal (livemode is false) it must change nothing real."""
    if livemode:
        print("give", order["product"], "to", order.get("account_id"), file=sys.stderr)


def activate(database: sqlite3.Connection, order: dict, livemode: bool) -> dict:
    with database:
        database.execute("BEGIN IMMEDIATE")
        key = (order["order_id"],)
        known = database.execute("SELECT account FROM orders WHERE id = ?", key).fetchone()
        account = order.get("account_id")
        if known is None:
            database.execute("INSERT INTO orders VALUES (?, ?)", (order["order_id"], account))
            give(order, livemode)
            return {"status": "activated", "account_id": account}
        if known[0] != account:
            return {"error": {"code": "other_account", "message": "given to another account before"}}
        return {"status": "already_activated", "account_id": account}


def main() -> None:
    call = json.load(sys.stdin)
    if call["type"] == "shop.test":
        answer = {"status": "ok"}
    elif call["type"] == "order.activate":
        database = sqlite3.connect(os.environ.get("ORDERS", "orders.sqlite"), timeout=5, isolation_level=None)
        database.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, account TEXT)")
        answer = activate(database, call["data"], call["livemode"])
    else:
        answer = {"error": {"code": "unsupported_type"}}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    try:
        main()
    except sqlite3.OperationalError as busy:
        print(busy, file=sys.stderr)
        sys.exit(NOT_NOW)
