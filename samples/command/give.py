#!/usr/bin/env python3
"""Gives the goods of an order: `[shop] kind = "command"`, `command = ["/path/to/give.py"]`.

The call comes as JSON on the standard input, the answer goes to the standard output; the standard error is read by the
moderators. Exit code 0: the answer counts. 75: not now, ask again later. Any other: nobody knows, a human looks.
The same order may come again (a crash, a lost answer): SQLite remembers what was given.
"""

import json
import sqlite3
import sys

NOT_NOW = 75


def give(order: dict, livemode: bool) -> None:
    """Put your own here. In a rehearsal (livemode is false) it must change nothing real."""
    if livemode:
        print("give", order["product"], "to", order.get("account_id"), file=sys.stderr)


class NotNow(Exception):
    """Nobody can say yet what becomes of the order."""


def activate(database: sqlite3.Connection, order: dict, livemode: bool) -> dict:
    key, account = (order["order_id"],), order.get("account_id")
    database.execute("BEGIN IMMEDIATE")
    known = database.execute("SELECT account, given FROM orders WHERE id = ?", key).fetchone()
    if known is None:
        # Written down before: whatever happens next, it is not given once more.
        database.execute("INSERT INTO orders VALUES (?, ?, 0)", (order["order_id"], account))
    database.execute("COMMIT")
    if known is None:
        give(order, livemode)
        database.execute("UPDATE orders SET given = 1 WHERE id = ?", key)
        return {"status": "activated", "account_id": account}
    if known[0] != account:
        return {"error": {"code": "other_account", "message": "given to another account before"}}
    if not known[1]:
        # It is being given at this moment, or a crash came between: look, then set `given` to 1, or delete the line.
        raise NotNow(f"{order['order_id']} was begun and not finished")
    return {"status": "already_activated", "account_id": account}


def main() -> None:
    call = json.load(sys.stdin)
    if call["type"] == "shop.test":
        answer = {"status": "ok"}
    elif call["type"] == "order.activate":
        database = sqlite3.connect("orders.sqlite", timeout=5, isolation_level=None)
        database.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, account TEXT, given INTEGER)")
        answer = activate(database, call["data"], call["livemode"])
    else:
        answer = {"error": {"code": "unsupported_type"}}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    try:
        main()
    except (NotNow, sqlite3.OperationalError) as why:
        print(why, file=sys.stderr)
        sys.exit(NOT_NOW)
