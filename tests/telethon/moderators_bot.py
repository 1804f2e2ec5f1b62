"""A bot and a moderator, both with an unpatched Telethon: a card with a button, a tap, a toast, an edit.

Usage: moderators_bot.py BOT_SESSION TOKEN MODERATOR_SESSION API_ID API_HASH CHAT_ID...

Prints one line for each thing it has seen to work, and ends with "done"; any failure is an exception.
"""

import asyncio
import sys

from telethon import Button, TelegramClient, errors, events, functions, types
from telethon.sessions import StringSession

PATIENCE_S = 20


async def settle(bot, moderator, chat, arrived, taps, edited):
    card = await bot.send_message(chat, "№148 · **which one?**", buttons=[[Button.inline("12345", b"k1")]])
    seen = (await asyncio.wait_for(arrived.get(), PATIENCE_S)).message
    assert seen.raw_text == "№148 · which one?", seen.stringify()
    assert [[button.text for button in row] for row in seen.buttons] == [["12345"]]

    tapping = asyncio.create_task(seen.click(text="12345"))
    tap = await asyncio.wait_for(taps.get(), PATIENCE_S)
    assert (tap.data, tap.message_id, tap.chat_id) == (b"k1", card.id, chat), tap.stringify()
    me = await moderator.get_me()
    assert tap.sender_id == me.id
    await tap.answer("taken")
    answer = await tapping
    assert answer.message == "taken" and not answer.alert, answer.stringify()
    try:
        await bot(functions.messages.SetBotCallbackAnswerRequest(tap.id, 0, message="again"))
        raise AssertionError("a tap was answered twice")
    except errors.QueryIdInvalidError:
        print("tap", chat, flush=True)

    await bot.edit_message(chat, card.id, "settled")
    changed = (await asyncio.wait_for(edited.get(), PATIENCE_S)).message
    assert changed.id == seen.id and changed.raw_text == "settled" and not changed.buttons
    try:
        await seen.click(data=b"k1")
        raise AssertionError("a button that is gone was tapped")
    except errors.MessageIdInvalidError:
        print("settled", chat, flush=True)
    await bot.pin_message(chat, card.id)


async def run(session, token, moderator_session, api_id, api_hash, *chats):
    bot = TelegramClient(StringSession(session), int(api_id), api_hash)
    await bot.connect()
    try:
        await bot.sign_in(bot_token="1:unknown")
        raise AssertionError("an unknown token was taken")
    except errors.AccessTokenInvalidError:
        print("token refused", flush=True)
    me = await bot.sign_in(bot_token=token)
    assert me.bot and await bot.is_bot()
    print("me", me.id, flush=True)

    moderator = TelegramClient(StringSession(moderator_session), int(api_id), api_hash)
    await moderator.connect()
    arrived, taps, edited, heard = (asyncio.Queue() for _ in range(4))
    moderator.add_event_handler(arrived.put, events.NewMessage(incoming=True))
    moderator.add_event_handler(edited.put, events.MessageEdited())
    bot.add_event_handler(taps.put, events.CallbackQuery())
    bot.add_event_handler(heard.put, events.NewMessage(incoming=True))
    await moderator.get_dialogs()

    for chat in map(int, chats):
        await settle(bot, moderator, chat, arrived, taps, edited)
        await moderator.send_message(chat, "nothing for the bot")
        await moderator.send_message(chat, "/status")
        command = (await asyncio.wait_for(heard.get(), PATIENCE_S)).message
        assert command.raw_text == "/status" and heard.empty(), command.stringify()
        try:
            await bot.get_messages(chat, limit=1)
            raise AssertionError("a bot has read a history")
        except errors.BotMethodInvalidError:
            print("privacy", chat, flush=True)

    commands = [types.BotCommand("orders", "What waits")]
    assert await bot(functions.bots.SetBotCommandsRequest(types.BotCommandScopeDefault(), "", commands))
    full = await moderator(functions.users.GetFullUserRequest(await moderator.get_entity(me.username)))
    assert [it.command for it in full.full_user.bot_info.commands] == ["orders"]
    print("commands", flush=True)

    await moderator.disconnect()
    await bot.disconnect()
    print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
