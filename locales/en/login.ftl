## Why there is no login.

login-no_terminal = A login needs a person at a terminal: Telegram sends a code, and somebody has to type it.
    .remedy = Start it in a terminal (over ssh: `ssh -t`). If you have a login already, import it: `tribute-agent session import`.
login-already = Somebody is logged in with this session already: { $account }.
    .remedy = Go on with `tribute-agent run`. To log in as somebody else: `tribute-agent logout` first, which says what else that takes.
login-phone_invalid = No phone number was given that Telegram knows.
    .remedy = Write it as Telegram shows it: with + and the country's code, +44 7700 900123.
login-banned = Telegram has banned this phone number.
    .remedy = Write to Telegram (recover@telegram.org) if that is a mistake, or use another account.
login-deactivated = This Telegram account was deleted.
    .remedy = Check the number. A new account is made in the Telegram app, not here.
login-frozen = Telegram has frozen this account: it can read, but not write.
    .remedy = Open Telegram with this account: it says why, and @SpamBot takes appeals. The agent can't work with it until then.
login-unregistered = Nobody has a Telegram account with this number.
    .remedy = Check the number. A new account is made in the Telegram app, not here.
login-code_wrong = The code was wrong too many times.
    .remedy = Wait a few minutes and begin again: `tribute-agent login`. Only the newest code counts.
login-code_expired = Every code had expired before it was typed.
    .remedy = Begin again: `tribute-agent login`. Never forward the code to anybody, not even to yourself: forwarding it invalidates it. Type it by hand.
login-password_wrong = The password was wrong too many times.
    .remedy = It is the password of two-step verification, not the code. Forgotten: Telegram → Settings → Privacy and Security → Two-Step Verification.
login-password_unknown_kind = Telegram asks for the password in a way that this version does not know.
    .remedy = Use a newer version of this program.
login-password_shown = This terminal can't hide what is typed, so no password is asked for here.
    .remedy = Log in on another machine with Telethon and import the login: `tribute-agent session import`.
login-flood_wait = Telegram takes no further tries for { $wait }: there were too many.
    .remedy = Try again after that time, not before: every try makes it longer.
login-flood = There were too many tries to log in: Telegram takes no more for now.
    .remedy = Try again tomorrow: every try makes it longer.
login-application_refused = Telegram does not accept api_id and api_hash ({ $name }).
    .remedy = Get your own from https://my.telegram.org/apps and put them into `[telegram]`.
login-payment_required = Telegram wants to be paid for sending a code to this number.
    .remedy = Log in with a QR code instead: `tribute-agent login --qr`.
login-email_needed = Telegram wants an e-mail address for this account before it lets anybody in.
    .remedy = Log in with the Telegram app once and give it an address, or use `tribute-agent login --qr`.
login-qr_unused = Nobody accepted a QR code within ten minutes.
    .remedy = Begin again, and scan in Telegram: Settings → Devices → Link Desktop Device.
login-bot_token_refused = Telegram does not know this bot's token.
    .remedy = Ask @BotFather for it (/mybots, API Token) and write it to `bot_token`: in `[moderators]` for the bot that writes there, in `[telegram_payments]` for the one that is paid.
login-sandbox_key = The sandbox does not know this session any more, and there a new one can't be made.
    .remedy = Take the sandbox's `login.string_session` and import it: `tribute-agent session import`.
login-given_up = The login was cancelled. Nothing was changed.
    .remedy = Begin again when you are ready: `tribute-agent login`.
login-nobody_answers = Nobody answered for ten minutes. Nothing was changed.
    .remedy = Begin again when you are ready: `tribute-agent login`.
login-refused = Telegram refused the login: { $name }.
    .remedy = Try again later; if it stays so, try `tribute-agent login --qr`.

## Questions and answers at the terminal.

login-phone-question = Phone number of the account that gets the orders, with + in front:
login-number-question = Is it { $number }? [Y/n]
login-code-question = { $delivery ->
    [email] Code from the e-mail (or `new` if none came):
   *[other] Code (or `new` if none came):
}
# Typed for the code to be sent another way; words with commas between them.
login-resend-words = new, resend
login-password-question = { $has_hint ->
    [yes] Password of two-step verification (it is not shown, hint: { $hint }):
   *[no] Password of two-step verification (it is not shown):
}
login-nothing-typed = Nothing was typed. (Ctrl-C: leave.)

## On the way.

login-status-number = Number: { $number }
login-status-no-number = That is not a phone number; nothing was sent to Telegram. Write it with + and the country's digits: +44 7700 900123.
login-status-phone-invalid = Telegram does not know such a number. Write it with + and the country's digits: +44 7700 900123.
login-status-no-code = That can't be the code: it has { $digits } digits and nothing else. Nothing was sent to Telegram.
login-status-code-wrong = That is not the code. Tries left: { $left }.
login-status-code-expired = This code has expired: it is too old, or it was forwarded to somebody. A new one is on its way.
login-status-no-other-way = There is no other way for the code. Look for it again, or log in with `--qr`.
login-status-password-wrong = That is not it. Tries left: { $left }.
login-status-qr-accepted = Accepted.

login-sent = { $delivery ->
    [email] Telegram has sent a code by e-mail, to { $address }. Look into the spam folder, too.
    [sms] Telegram has sent a code as a text message.
    [call] Telegram is calling the phone to tell a code.
    [fragment] The number is from Fragment: the code is at https://fragment.com.
   *[app] Telegram has sent a code INSIDE Telegram, not as an SMS: open Telegram on your phone or computer, the chat "Telegram".
        Type it here by hand. Do not forward it to anybody, not even to yourself: forwarding it invalidates it.
}

login-qr-scan = Scan it in Telegram on your phone: Settings → Devices → Link Desktop Device. It is renewed by itself; Ctrl-C ends it.
login-qr-link = There is no room for a QR code here: make the window larger, or open this link on a device with Telegram: { $link }

## Logged in.

login-done = Logged in: { $account }.
login-no-tribute = Attention: there is no chat with @{ $bot } among this account's newest ones. It must be the account that gets Tribute's orders. If it is another: { $logout }
login-personal = Attention: this looks like somebody's own account (private chats: { $count } or more). Whoever has the session file can read them all. An account only for sales is better.
login-next = Next:
    {"  "}{ $doctor }
    {"      "}is everything in place?
    {"  "}{ $run }
    {"      "}work

## Logging out.

logout-nobody = Nobody is logged in with this session.
    .remedy = There is nothing to log out of.
logout-offline = Telegram did not end the session: { $why }. It may still be good.
    .remedy = Try again with a working network, or end it in Telegram itself: Settings → Devices → tribute-agent → Terminate.
logout-flood_wait = Telegram asks to wait { $wait }. You are still logged in.
    .remedy = Try again after that time, not before: every try makes it longer.
logout-refused = You are still logged in: nothing was done.
logout-unconfirmed = This needs a person's yes, and there is no terminal to ask at. Nothing was done.
    .remedy = If you mean it, add --yes.
logout-interrupted = Interrupted before Telegram answered: the session may be ended already.
    .remedy = Run `tribute-agent logout` again: it finds out, and ends what is left.

logout-question = Log out of the Telegram account { $account }?
logout-open-orders = Orders that are open: { $count }. Nobody goes on with them until you log in again.
logout-done = Logged out: Telegram has ended the session.
logout-done-before = Telegram had ended this session already; its key is deleted here too.
logout-back = To log in with this account or another one: { $command }
logout-back-same = The journal stays. To come back with the same account: { $command }
    Another account needs files of its own, as session and journal are this one's: name another session in the configuration, like [telegram] session = "sessions/second.session", and log in then. Its journal will lie beside it.
