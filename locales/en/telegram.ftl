## The way to Telegram: the end of a sentence.

telegram-not-telegram = what answers there is not Telegram

## A call that failed: the middle of a sentence, without its end.

telegram-call-flood_wait = Telegram asks to wait { $wait }
telegram-call-refused = Telegram refused ({ $name })
telegram-call-not_sent = there is no connection ({ $why })
telegram-call-unknown = there was no clear answer ({ $why })

# $count is rounded up.
telegram-wait = { $unit ->
    [s] { $count } s
    [min] { $count } min
   *[h] { $count } h
}

## Why there is no connection to work with.

-telegram-wait-remedy = Try again after that time, not before: every try makes it longer.

telegram-unreachable = Telegram can't be reached: { $why }
    .remedy = Check the network. Where Telegram is blocked, a SOCKS5 proxy is needed, or another one than yours: `[telegram] proxy = "socks5://host:port"`.
telegram-flood_wait = { $why }.
    .remedy = { -telegram-wait-remedy }
telegram-call = The chats could not be looked up: { $why }.
    .remedy = Start again later.
telegram-not_logged_in = Nobody is logged in with this session.
    .remedy = Log in: `tribute-agent login`. If you have a login already, import it: `tribute-agent session import`.
telegram-session_revoked = Telegram has ended this session: it was ended under Settings → Devices, or the password was changed.
    .remedy = Log in again: `tribute-agent login`. The orders are kept and go on from where they stand.
telegram-session_duplicated = Telegram has ended this session for good because it was used in two places at once.
    .remedy = Log in again: `tribute-agent login`, and give every machine a session of its own; never copy the file.
telegram-account_gone = The Telegram account is banned, frozen or deleted.
    .remedy = Open Telegram with this account to see why; @SpamBot and Telegram's support can lift it.
telegram-tribute_missing = Nobody in Telegram is called @{ $username }.
    .remedy = Check `tribute.bot` in the configuration.
telegram-tribute_is_another = @{ $username } is not the bot { $expected } but another account (id { $found }). Nothing from it will be taken for an order.
    .remedy = Check `tribute.bot` and `tribute.bot_id`. If Tribute moved to another bot, make sure of it on its site before you change the id.
telegram-moderators_are_tribute = The moderators' chat { $wanted } is the chat with Tribute's bot: it would answer every message about its answers.
    .remedy = Name another chat in `moderators.chat`: a group with the moderators in it, or "me".
telegram-moderators_missing = The account does not see the moderators' chat { $wanted }.
    .remedy = Add the account to the chat, and check `moderators.chat`: the id as bots see it (-100…), @username, or "me".
telegram-moderators_mute = The account may not write in the moderators' chat { $wanted } ({ $title }).
    .remedy = Give the account the right to send messages there.
telegram-moderators_paid = In the moderators' chat { $wanted } ({ $title }) every message costs Stars.
    .remedy = Let the account write there for free, or name another chat: the agent never pays.
telegram-topic_closed = Topic { $topic } of the moderators' chat { $wanted } ({ $title }) is closed.
    .remedy = Open the topic, let the account manage topics, or name another one in `[moderators] topic`.
telegram-topic_missing = The moderators' chat { $wanted } ({ $title }) has no topic { $topic }.
    .remedy = Correct `[moderators] topic`: the number is the last one in the topic's link, t.me/c/…/7.

## The proxy.

-proxy-network-remedy = Check the network, and host and port in `[telegram] proxy`; see whether the proxy works at all.
-proxy-password-remedy = Correct `[telegram] proxy = "socks5://user:password@host:port"`; write @ : / % in them as %40 %3A %2F %25.

proxy-unreachable = The proxy can't be reached: { $why }.
    .remedy = { -proxy-network-remedy }
proxy-silent = The proxy does not answer.
    .remedy = { -proxy-network-remedy }
proxy-hung_up = The proxy hangs up before it has connected us: { $why }.
    .remedy = { -proxy-network-remedy }
proxy-not_socks5 = Something answers where the proxy should be, but it is not a SOCKS5 proxy.
    .remedy = Check the port. HTTP proxies and Telegram's own (MTProto, tg://proxy) will not do: it has to be SOCKS5.
proxy-password_needed = The proxy wants a user and a password.
    .remedy = { -proxy-password-remedy }
proxy-password_refused = The proxy does not accept the user and the password.
    .remedy = { -proxy-password-remedy }
# $code is SOCKS5's reply code.
proxy-destination_refused = The proxy does not connect us to Telegram: { $code ->
    [2] its rules forbid it
    [3] it has no network to get there
    [4] it can't reach the host
    [5] the connection is refused
    [6] the time to live expired
    [7] it makes no connections
    [8] it does not support such addresses
   *[other] it failed
} ({ $code }).
    .remedy = Ask whoever runs it whether Telegram can be reached from there, or use another proxy.
proxy-leads_away = This session belongs to a sandbox on this machine, but the proxy is elsewhere.
    .remedy = Delete `[telegram] proxy`: a sandbox needs none.

## Reasons: the end of a sentence. The id is made of the words of the log.

why-the-connection-was-lost = the connection was lost in the middle of a call
why-telegram-closed-the-connection = Telegram closed the connection
why-this-machine-slept = this machine slept
why-this-machine-s-clock-was-set-back = this machine's clock was set back
why-the-data-centre-does-not-answer = Telegram does not answer
why-not-connected-yet = not connected yet
why-the-connection-s-task-has-ended = the connection has ended
why-no-task-left = the connection has ended
why-nobody-listens-any-more = the connection has ended
why-telegram-does-not-say-who-is-logged-in = Telegram does not say who is logged in
why-nobody-said-who-is-logged-in = Telegram does not say who is logged in
why-the-session-does-not-say-where-its-data-centre-is = the session does not say where its data centre is
why-telegram-refused = Telegram refused
why-telegram-asks-to-wait = Telegram asks to wait
why-not-sent = not sent
why-outcome-unknown = it is unknown whether it was done
why-connection-refused = connection refused
why-no-network = no network
why-no-answer-in-time = there was no answer in time
why-the-history-came-in-crumbs = Telegram gives the messages one by one
why-sent-before = it was sent before
why-connecting-again = connecting again
why-shut-down = the program stops
