"""Makes and uses Telethon's `.session` files with an unpatched Telethon.

Usage: session_file.py make FILE STRING_SESSION
       session_file.py use FILE API_ID API_HASH

`make` keeps a login in a file as Telethon does; `use` connects with a file and prints the account's id.
"""

import asyncio
import sys

from telethon import TelegramClient
from telethon.sessions import SQLiteSession, StringSession


def make(path, text):
    login = StringSession(text)
    session = SQLiteSession(path)
    session.set_dc(login.dc_id, login.server_address, login.port)
    session.auth_key = login.auth_key
    session.save()
    session.close()


async def use(path, api_id, api_hash):
    client = TelegramClient(path, int(api_id), api_hash)
    await client.connect()
    assert await client.is_user_authorized()
    print((await client.get_me()).id, flush=True)
    await client.disconnect()


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        asyncio.run(use(*sys.argv[2:]))
