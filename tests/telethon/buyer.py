"""A buyer with an unpatched Telethon: an invoice's link, its form, Stars, the bot's words, and the Stars again.

Usage: buyer.py SESSION API_ID API_HASH LINK BOT AMOUNT

Prints one line for each thing it has seen to work, and ends with "done"; any failure is an exception.
"""

import asyncio
import sys

from telethon import TelegramClient, errors, events, types
from telethon.sessions import StringSession
from telethon.tl.functions import payments

PATIENCE_S = 30


async def balance(buyer):
    status = await buyer(payments.GetStarsStatusRequest(types.InputPeerSelf()))
    return status.balance.amount


async def form_of(buyer, invoice, amount):
    form = await buyer(payments.GetPaymentFormRequest(invoice))
    assert isinstance(form, types.payments.PaymentFormStars), form.stringify()
    assert (form.invoice.currency, [it.amount for it in form.invoice.prices]) == ("XTR", [amount])
    return form


async def run(session, api_id, api_hash, link, bot_name, amount):
    amount = int(amount)
    buyer = TelegramClient(StringSession(session), int(api_id), api_hash)
    await buyer.connect()
    me = await buyer.get_me()
    assert not me.bot, me.stringify()
    words, notices, refunds = (asyncio.Queue() for _ in range(3))
    buyer.add_event_handler(words.put, events.NewMessage(incoming=True))

    async def raw(update):
        if isinstance(update, types.UpdateServiceNotification):
            await notices.put(update)
        message = getattr(update, "message", None)
        if isinstance(getattr(message, "action", None), types.MessageActionPaymentRefunded):
            await refunds.put(message)

    buyer.add_event_handler(raw, events.Raw())

    bot = await buyer.get_entity(bot_name)
    invoice = types.InputInvoiceSlug(link.rsplit("$", 1)[1])
    before = await balance(buyer)
    form = await form_of(buyer, invoice, amount)
    assert form.bot_id == bot.id, form.stringify()
    paid = await buyer(payments.SendStarsFormRequest(form.form_id, invoice))
    [update] = [it for it in paid.updates.updates if isinstance(it, types.UpdateNewMessage)]
    action = update.message.action
    assert isinstance(action, types.MessageActionPaymentSent), action.stringify()
    assert (action.currency, action.total_amount) == ("XTR", amount), action.stringify()
    assert await balance(buyer) == before - amount
    print("paid", flush=True)

    said = (await asyncio.wait_for(words.get(), PATIENCE_S)).message
    assert said.sender_id == bot.id and said.raw_text, said.stringify()
    print("told:", said.raw_text, flush=True)

    again = await form_of(buyer, invoice, amount)
    try:
        await buyer(payments.SendStarsFormRequest(again.form_id, invoice))
        raise AssertionError("it was paid twice")
    except errors.RPCError as error:
        assert error.message == "BOT_PRECHECKOUT_FAILED", error
    notice = await asyncio.wait_for(notices.get(), PATIENCE_S)
    assert notice.popup and notice.message, notice.stringify()
    assert await balance(buyer) == before - amount
    print("refused:", notice.message, flush=True)

    back = await asyncio.wait_for(refunds.get(), PATIENCE_S)
    assert (back.action.currency, back.action.total_amount) == ("XTR", amount), back.stringify()
    assert await balance(buyer) == before
    print("back", flush=True)
    await buyer.disconnect()
    print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
