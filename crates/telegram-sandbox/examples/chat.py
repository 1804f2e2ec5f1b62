"""An unpatched Telethon logs in with a code and a password, and chats:

    pip install 'telethon==1.45.*'
    python crates/telegram-sandbox/examples/chat.py [COMMAND...]

COMMAND serves the Telegram; without one, `cargo run … --example chat -- --serve` does.
"""

import asyncio
import json
import subprocess
import sys

from telethon import TelegramClient, errors, events
from telethon.sessions import StringSession

SERVE = "cargo run --quiet --package telegram-sandbox --example chat -- --serve".split()


async def chat(ready):
    client = TelegramClient(
        StringSession(ready["string_session"]), ready["api_id"], ready["api_hash"]
    )
    await client.connect()
    await client.send_code_request(ready["phone"])
    try:
        await client.sign_in(ready["phone"], ready["code"])
    except errors.SessionPasswordNeededError:
        await client.sign_in(password=ready["password"])

    answered = asyncio.get_running_loop().create_future()

    @client.on(events.NewMessage(incoming=True))
    async def on_message(event):
        if not answered.done():
            answered.set_result(event.raw_text)

    await client.send_message("bob", "Hello, Bob!")
    print("Bob answers:", await asyncio.wait_for(answered, 30))
    await client.disconnect()


def main():
    command = sys.argv[1:] or SERVE
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        # Leaving closes its standard input, which ends it.
        asyncio.run(chat(json.loads(server.stdout.readline())))


if __name__ == "__main__":
    main()
