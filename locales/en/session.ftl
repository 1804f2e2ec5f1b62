## The session file.

session-missing = There is no session: { $path } does not exist.
    .remedy = Log in: `tribute-agent login`. If you have a login already, import it: `tribute-agent session import`.
session-no_folder = There is no folder { $folder }.
    .remedy = Is the disk connected? If so, check the path or make the folder. Nothing was made in its place.
session-exists = { $path } exists already.
    .remedy = Nothing was changed. Name another file, or move this one away first.
session-not_a_session = { $path } is not a session of this program.
    .remedy = { $kind ->
        [sqlite] If it is Telethon's, move it away and import it: `tribute-agent session import FILE`.
       *[other] Check `telegram.session` in the configuration.
    }
session-newer = { $path } was written by a newer version (schema { $found }; this one knows up to { $known }).
    .remedy = Run the newer version of the program; this one leaves the file alone.
session-corrupt = The session { $path } is damaged: { $detail }
    .remedy = Move the file away and log in again; the orders are in the journal, not here.
session-disk_full = The disk is full: the session can't be written.
    .remedy = Make room on the disk and start again.
session-io = The session { $path } can't be used: { $why }
    .remedy = See that the file and its folder can be read and written by you.
session-database = The session { $path } can't be used: { $why }
    .remedy = See that the file and its folder can be read and written by you.
session-already_running =
    { $process ->
        [none] The agent already runs with { $path }.
       *[other] The agent already runs with { $path }, as process { $process }.
    }
    .remedy =
        { $process ->
            [none] Stop the other one first (Ctrl-C in its window, or `systemctl stop` its service).
           *[other] Stop the other one first (Ctrl-C in its window, `systemctl stop` its service, or `kill { $process }`).
        } Telegram ends a session for good when it is used twice at once.
session-lock_unavailable =
    { $kind ->
        [no_right] There is no right to write in the folder { $folder }: { $why }
       *[other] { $path } can't be locked: { $why }
    }
    .remedy =
        { $kind ->
            [no_right] Give the user that starts it the right to write there, or start it as the folder's owner; connect a read-only disk for writing.
           *[other] Put the session into a folder of your own, on a disk that knows locks (not on an SD card or a network share).
        }
session-wrong_world = { $live ->
    [yes] { $address } is on this machine; that is not Telegram.
   *[no] { $address } is not on this machine; that is not a sandbox.
}
    .remedy = { $live ->
        [yes] This is a sandbox's session: it can't be used with Telegram.
       *[no] A sandbox is on this machine's loopback addresses only.
    }
session-key_forgotten = Telegram does not know this session any more.
    .remedy = The session was ended in Telegram. Log in again: `tribute-agent login`; the orders are kept.
session-other_account = The session was made for account { $known }, but account { $found } is logged in with it.
    .remedy = To go on with account { $known }: `tribute-agent logout`, then log in with that one. The other account needs a session file of its own: name it in the configuration, like [telegram] session = "sessions/second.session", and log in there.

## A login brought from elsewhere.

-session-import-remedy = Pipe in Telethon's StringSession or .session file, or name the file.
-session-string-remedy = Give the whole line that Telethon's StringSession.save() printed after logging in.
-session-copy-remedy = Copy it once more while its program is stopped, or log in with Telethon anew.
-session-telethon-remedy = Import Telethon's .session file, or the line that Telethon's StringSession.save() gives.

session-import_unreadable = The login can't be read: { $why }
    .remedy = { -session-import-remedy }
session-import_too_large = This is too large for a session of any kind.
    .remedy = { -session-import-remedy }
session-import_unknown = This is not a session of a known kind: neither a text nor an SQLite file.
    .remedy = { -session-import-remedy }

string_session-empty = No session was given.
    .remedy = { -session-string-remedy }
string_session-too_long = This is too long for a Telethon StringSession.
    .remedy = { -session-string-remedy }
string_session-bot_token = This looks like a bot's token. The agent works as the seller's own account, not as a bot.
    .remedy = { -session-string-remedy }
string_session-pyrogram = This looks like a Pyrogram session, not a Telethon StringSession.
    .remedy = { -session-string-remedy }
string_session-version = This is not a Telethon StringSession: it must begin with the digit 1.
    .remedy = { -session-string-remedy }
string_session-not_base64 = This is not a Telethon StringSession: it contains characters that can't be in one.
    .remedy = { -session-string-remedy }
string_session-length = The StringSession is incomplete or has something added: { $bytes } bytes, where { $ipv4 } or { $ipv6 } were expected.
    .remedy = { -session-string-remedy }
string_session-data_centre = The login names data centre { $number }; Telegram has 1 to { $max }.
    .remedy = { -session-string-remedy }
string_session-address = The login names an address that leads nowhere.
    .remedy = { -session-string-remedy }
string_session-empty_key = The login holds no key: it was saved before logging in.
    .remedy = { -session-string-remedy }

telethon_file-broken = This file is damaged.
    .remedy = { -session-copy-remedy }
telethon_file-in_use = A program is using this session, or was killed while it did: { $companion } lies beside it.
    .remedy = Stop that program, so that it saves its session; if it was killed, start it once more and stop it properly.
telethon_file-pyrogram = This looks like a Pyrogram session, not Telethon's.
    .remedy = { -session-telethon-remedy }
telethon_file-grammers = This looks like a session of the library grammers, not Telethon's.
    .remedy = { -session-telethon-remedy }
telethon_file-own_session = This is a session of tribute-agent already.
    .remedy = It needs no import: stop the agent that uses it, and name this file in `telegram.session`.
telethon_file-journal = This is a journal of tribute-agent: orders, and no login.
    .remedy = { -session-telethon-remedy }
telethon_file-unknown = This is an SQLite file, but not a Telethon session.
    .remedy = { -session-telethon-remedy }
telethon_file-not_logged_in = There is no key in this session: nobody has logged in with it.
    .remedy = Log in with Telethon first (`client.start()`), then import the file again.
telethon_file-several = There are { $count } logins in this file, and nothing says which one is good.
    .remedy = Open it with Telethon and import the line that StringSession.save(client.session) gives.
telethon_file-key_length = The key in this session has { $bytes } bytes, where { $expected } were expected.
    .remedy = { -session-copy-remedy }

## `session import` and `session export`.

session-refused = Nothing was done.
session-unconfirmed = This needs a person's yes, and there is no terminal to ask at. Nothing was done.
    .remedy = Stop the other program that uses the login; then add --yes.
session-no_key = Nobody has logged in with this session: there is nothing to export.
    .remedy = Log in: `tribute-agent login`.

session-import-question = Is the old program with this login stopped, for good? If both run at once, Telegram ends the session.
session-imported = The session is ready: { $session }. It must be of the account that gets the orders. Never start the old program with it again: if both run at once, Telegram ends the session.
    Next: { $doctor }
session-imported-sandbox = Attention: this is a session of a sandbox on this machine ({ $address }), not of Telegram. No real order ever comes with it.
    It is ready: { $session }. If nobody is logged in with it yet: { $login }
    If you wanted your real account, delete that file and import the account's own login.
session-imported-owner = This session and its orders are account { $seller }'s. With the login of another account `run` will not start.

session-export-question = This prints the key to your account onto the screen. Do it?
session-export-orders = { $count ->
    [0] No orders are open.
   *[other] Orders that are open: { $count } ({ $numbers }). Nobody goes on with them: wait until they are done, or settle them by hand.
}
session-export-journal = The journal stays behind: { $journal }. The other program will know nothing of the orders in it.
session-export-warning = Never run the agent and the other program at once with this session: Telegram ends it then.
    Whoever has what is exported is you in Telegram: show it to nobody, delete it when it has arrived.
session-export-file = Telethon's session file is ready: { $path }
