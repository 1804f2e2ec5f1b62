"""Signs in with an unpatched Telethon: number, code, password; then looks at its devices and logs out.

Usage: login.py STRING_SESSION API_ID API_HASH PHONE CODE PASSWORD

Prints one line for each thing it has seen to work, and ends with "done"; any failure is an exception.
"""

import asyncio
import sys

from telethon import TelegramClient, errors, functions
from telethon.sessions import StringSession


async def run(session, api_id, api_hash, phone, code, password):
    client = TelegramClient(StringSession(session), int(api_id), api_hash)
    await client.connect()
    assert not await client.is_user_authorized()

    sent = await client.send_code_request(phone)
    assert type(sent.type).__name__ == "SentCodeTypeApp", sent.stringify()
    try:
        await client.sign_in(phone, "00000")
        raise AssertionError("a wrong code was taken")
    except errors.PhoneCodeInvalidError:
        print("code refused", flush=True)
    try:
        await client.sign_in(phone, code)
        raise AssertionError("the password was not asked for")
    except errors.SessionPasswordNeededError:
        print("code", flush=True)
    try:
        await client.sign_in(password="not it")
        raise AssertionError("a wrong password was taken")
    except errors.PasswordHashInvalidError:
        print("password refused", flush=True)
    me = await client.sign_in(password=password)
    assert await client.is_user_authorized()
    print("me", me.id, flush=True)

    devices = (await client(functions.account.GetAuthorizationsRequest())).authorizations
    [this] = [device for device in devices if device.current]
    assert this.api_id == int(api_id) and this.device_model, this.stringify()
    others = [device for device in devices if not device.current]
    for other in others:
        assert await client(functions.account.ResetAuthorizationRequest(other.hash))
    left = (await client(functions.account.GetAuthorizationsRequest())).authorizations
    assert [device.current for device in left] == [True], left
    print("devices", len(devices), flush=True)

    assert await client.log_out()
    print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
