"""Fulfils orders with Telethon, as fast as it can: no journal, no parsing, no second look.

Usage: telethon_peer.py LOGIN, a JSON object as the bench writes it.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import sys
import time

import aiohttp
import uvloop
from telethon import TelegramClient, events
from telethon.sessions import StringSession
from telethon.tl.functions.messages import GetBotCallbackAnswerRequest

HISTORY_LIMIT = 20
ACCOUNT = re.compile(r"\b\d{8}\b")


async def run(login):
    key = base64.b64decode(login["shop_secret"].removeprefix("whsec_"))
    client = TelegramClient(StringSession(login["string_session"]), login["api_id"], login["api_hash"])
    shop = aiohttp.ClientSession()

    async def activate(message, account):
        order_id = f"test-{login['seller_id']}-{login['bot_id']}-{message.id}"
        now = time.time()
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        data = {"order_id": order_id, "account_id": account, "product": {"name": "?"}, "customer": {}}
        data["ordered_at"] = at
        call = {"type": "order.activate", "timestamp": at, "livemode": False, "data": data}
        body = json.dumps(call).encode()
        timestamp = str(int(now))
        signed = b".".join((order_id.encode(), timestamp.encode(), body))
        signature = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        headers = {
            "webhook-id": order_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{signature}",
        }
        async with shop.post(login["shop_url"], data=body, headers=headers) as answer:
            await answer.read()

    async def take(message):
        if message.reply_markup:
            data = message.reply_markup.rows[0].buttons[0].type.data
            await client(GetBotCallbackAnswerRequest(bot, message.id, data=data))
        elif found := ACCOUNT.findall(message.raw_text):
            await activate(message, found[-1])
            await client.send_message(bot, "Done", reply_to=message.id)

    await client.connect()
    bot = await client.get_input_entity(login["bot"])
    client.add_event_handler(lambda event: take(event.message), events.NewMessage(incoming=True))
    async for message in client.iter_messages(bot, HISTORY_LIMIT):
        if not message.out:
            await take(message)
    await client.run_until_disconnected()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(json.loads(sys.argv[1])))
