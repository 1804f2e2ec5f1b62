"""An assistant that fulfils orders with an unpatched Telethon, which knows nothing of this project.

Usage: assistant.py STRING_SESSION API_ID API_HASH BOT_USERNAME SUPERGROUP_ID BASIC_GROUP_ID

Prints one line for each thing it has seen to work, and ends with "done"; any failure is an exception.
What it needs of the other side: an order stands in the chat with the bot; the bot answers a reply with
a message that has a button, and a press of the button with a notice and an edit.
"""

import asyncio
import sys

from telethon import TelegramClient, errors, events
from telethon.sessions import StringSession

PATIENCE_S = 20


async def run(session, api_id, api_hash, bot_username, supergroup_id, basic_group_id):
    client = TelegramClient(StringSession(session), int(api_id), api_hash)
    arrived, edited = asyncio.Queue(), asyncio.Queue()
    client.add_event_handler(arrived.put, events.NewMessage(incoming=True))
    client.add_event_handler(edited.put, events.MessageEdited())
    await client.connect()
    assert await client.is_user_authorized()

    me = await client.get_me()
    print("me", me.id, flush=True)

    dialogs = await client.get_dialogs()
    ids = {dialog.id for dialog in dialogs}
    assert {int(supergroup_id), int(basic_group_id)} <= ids, ids
    print("dialogs", len(dialogs), flush=True)

    bot = await client.get_entity(bot_username)
    assert bot.bot and bot.username == bot_username
    [order] = [message async for message in client.iter_messages(bot) if "Order" in message.text]
    print("order", order.id, flush=True)

    reply = await order.reply("Here you are")
    again = await client.get_messages(bot, ids=reply.id)
    assert again.out and again.reply_to_msg_id == order.id, again.stringify()
    print("reply", reply.id, flush=True)

    confirmation = (await asyncio.wait_for(arrived.get(), PATIENCE_S)).message
    assert confirmation.reply_to_msg_id == reply.id, confirmation.stringify()
    assert [[button.text for button in row] for row in confirmation.buttons] == [["Send"]]
    print("confirmation", confirmation.id, flush=True)

    answer = await confirmation.click(text="Send")
    assert answer.message == "Sent" and not answer.alert, answer
    changed = (await asyncio.wait_for(edited.get(), PATIENCE_S)).message
    assert changed.id == confirmation.id and not changed.buttons
    print("press", changed.id, flush=True)

    try:
        await confirmation.click(text="Send")
        raise AssertionError("a button that is gone was pressed")
    except (errors.MessageIdInvalidError, errors.DataInvalidError):
        print("press refused", flush=True)

    for chat in (int(supergroup_id), int(basic_group_id), "me"):
        sent = await client.send_message(chat, "**escalated** order")
        await client.edit_message(chat, sent.id, "settled")
        [newest] = await client.get_messages(chat, limit=1)
        assert newest.id == sent.id and newest.text == "settled" and newest.edit_date
    print("chats", flush=True)

    first = await client.send_message(bot, "short lived")
    await client.delete_messages(bot, [first.id])
    assert await client.get_messages(bot, ids=first.id) is None
    print("deleted", flush=True)

    pages = [message.id async for message in client.iter_messages(bot, limit=150)]
    assert pages == sorted(pages, reverse=True) and len(pages) > 100, len(pages)
    oldest_first = [message.id async for message in client.iter_messages(bot, reverse=True)]
    assert oldest_first[:100] == sorted(oldest_first)[:100] and set(pages) <= set(oldest_first)
    found = [message async for message in client.iter_messages(bot, search="Order")]
    assert [message.id for message in found] == [order.id]
    print("pages", len(oldest_first), flush=True)

    await client.disconnect()
    print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
