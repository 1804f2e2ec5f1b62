"""Stands in for somebody else's API that gives the diamonds, in its own time: a second for every thousand.

As such an API must, it takes a reference from the caller, and does for each reference one thing, once.
"""

import asyncio
import sqlite3
from contextlib import closing

ACCOUNTS = ("12345", "23456")


class UnknownAccount(Exception):
    pass


def execute(path, sql, *values):
    with closing(sqlite3.connect(path, timeout=5)) as db, db:
        db.execute("CREATE TABLE IF NOT EXISTS supplied (reference TEXT PRIMARY KEY, account_id TEXT, diamonds INTEGER)")
        db.execute(sql, values)


async def top_up(path, reference, account_id, diamonds, *, dry_run):
    if account_id not in ACCOUNTS:
        raise UnknownAccount
    await asyncio.sleep(diamonds / 1000)
    if not dry_run:
        sql = "INSERT INTO supplied VALUES (?, ?, ?) ON CONFLICT (reference) DO NOTHING"
        execute(path, sql, reference, account_id, diamonds)


async def take_back(path, reference, *, dry_run):
    if not dry_run:
        execute(path, "UPDATE supplied SET diamonds = 0 WHERE reference = ?", reference)
