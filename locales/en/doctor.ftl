## `doctor`: what each check found, and under `.remedy` what to do. A title may change, the name of a check never does.

doctor-title =
    { $check ->
        [config] Configuration
        [permissions] File permissions
        [disk] Disk
        [session] Session
        [application] Telegram application
        [running] `run`
        [journal] Journal
        [last_order] Last order
        [telegram] Connection to Telegram
        [proxy] Proxy
        [account] Account
        [telegram_clock] Clock and Telegram
        [tribute] Tribute's bot
        [moderators] Moderators' chat
        [moderators_open] Strangers in the moderators' chat
        [moderators_bot] The moderators' bot
        [moderators_phone] Moderators' phones
        [payments_bot] The bot that takes payments
        [shop] Shop
        [shop_clock] Clock and shop
        [tribute_api] Tribute's API
        [server] The agent's server
        [public_url] The way from the world
        [webhooks] Webhooks
        [tbank] T-Bank's terminal
        [tbank_notifications] T-Bank's notifications
        [wake_lock] Android: sleep
        [battery] Android: battery
        [last_kill] Android: stopped programs
       *[other] { $check }
    }
doctor-verdict =
    { $verdict ->
        [ok] ok
        [warning] warning
        [failed] failed
       *[skipped] not checked
    }
doctor-everything-else = Everything else
doctor-interrupted = Interrupted: the rest was not checked.
doctor-summary =
    { $outcome ->
        [well] All is well.
        [checked-well] What could be checked is in order.
        [works] It works.
        [not-broken] Nothing broken was found.
       *[failed] Not in order: { $count }.
    }
doctor-summary-warnings = Worth a look: { $count }.
doctor-summary-skipped = Not checked: { $count }.
doctor-too-slow = No result within { $seconds } s.
doctor-broke-off = The check broke off.

## Why something could not be checked.

doctor-missing =
    { $what ->
        [configuration] There is no configuration yet.
        [sound-configuration] The configuration has to be put right first.
        [telegram-section] The configuration has no [telegram].
        [own-configuration] This is still the sample configuration.
        [session] There is no session.
        [login] Nobody is logged in.
        [free-session] The session is in use by `run`: Telegram would end it for good if it were used here, too. To have this checked, stop `run` first.
        [connection] Telegram can't be reached.
        [account] Telegram did not say who is logged in.
        [running-server] `run` is not at work, or does not answer: nobody would answer behind this address either.
       *[moderators] The chat was not found.
    }
doctor-no-telegram = There is no Telegram account: the server alone brings orders.
doctor-no-shop = The configuration has no [shop].
doctor-no-phone = This is no phone.

## On this machine.

doctor-config = { $file }
doctor-config-more = … and { $count } more.
doctor-application-sandbox = A sandbox takes any api_id.
doctor-application-own = api_id and api_hash are given.
doctor-application-public = api_id and api_hash are not yours but known to everybody ({ $owner }). Telegram limits and bans accounts for that.
    .remedy = Make your own at https://my.telegram.org/apps, put them into the configuration, and log in again.
doctor-permissions-private = Only you can read what is private. Files and folders that are there: { $count }.
doctor-permissions-open = Others on this machine can get at: { $open }
    .remedy = { $commands }
doctor-permissions-unknown = This system does not say.
doctor-disk-free =
    { $unit ->
        [gigabytes] { $size } GB free where the journal is kept.
       *[megabytes] { $size } MB free where the journal is kept.
    }
doctor-disk-low =
    { $unit ->
        [gigabytes] { $size } GB free where the journal is kept.
       *[megabytes] Only { $size } MB free where the journal is kept.
    }
    .remedy = Make room: when the disk is full the agent stops, as it does nothing that it can't record first.
doctor-disk-unknown = The system does not say how much room there is.
doctor-session-login =
    { $account ->
        [none] { $file }: a login that was not used yet
       *[other] { $file }: account { $account }
    }{ $world ->
        [sandbox] {" "}(of a sandbox).
       *[telegram] .
    }
doctor-session-nobody =
    { $account ->
        [none] { $file }: nobody is logged in.
       *[other] { $file }: nobody is logged in; it was account { $account } that was logged out.
    }
    .remedy =
        { $world ->
            [sandbox] It is of a sandbox: `session import` brings a login of that sandbox, as it says at its start.
           *[telegram] Log in: { $command }
        }
doctor-running-not = Not running{ $has_chat ->
        [yes] : the session is free to be checked.
       *[no] .
    }
doctor-running-held = Yes: `run` (or another command) is using this { $has_chat ->
        [yes] session.
       *[no] journal.
    }
doctor-running-read = The chat with Tribute was last read { $when }.
doctor-running-read-long-ago = The chat with Tribute was last read { $when }.
    .remedy = If `run` was started more than a few minutes ago, look at what it says: it may not reach Telegram.
doctor-running-never-read = The chat with Tribute has not been read yet.
    .remedy = If `run` was started more than a few minutes ago, look at what it says: it may not reach Telegram.
doctor-running-trouble = { $trouble }, since { $since }.
doctor-running-troubles = { $troubles }
    .remedy = The moderators' chat says what to do about it; `run` goes on by itself when it is over.
doctor-running-undelivered = Messages that can't be delivered to the moderators: { $count }.
    .remedy = Check that the account may write in the moderators' chat.
doctor-journal-whole =
    { $is_thorough ->
        [yes] Whole, and this account's.
       *[no] This account's.
    } Orders: { $orders }, open: { $open }.
doctor-journal-revoking = Refunded orders whose goods the shop has not taken back yet: { $count }, the first is №{ $first }.
    .remedy = The agent goes on asking the shop, and people are told if it refuses. `tribute-agent orders show { $first }` shows what it said; `orders retry { $first }` asks at once.
doctor-journal-none = None yet: the first `run` makes it.
doctor-last-order = { $when }
doctor-last-order-none = None yet.
doctor-last-order-unknown = The journal can't be read.

## On a phone.

doctor-wake-lock-awake = The phone did not sleep in the { $on } minutes since it was switched on.
doctor-wake-lock-slept = The phone slept { $slept } of the { $on } minutes since it was switched on. Orders wait while it sleeps.
    .remedy = Run termux-wake-lock before `run`, in the same Termux; its notification then says “wake lock held”.
doctor-wake-lock-unknown = How long the phone slept can't be read.
    .remedy = Run termux-wake-lock before `run`, in the same Termux; its notification then says “wake lock held”.
doctor-wake-lock-too-early = The phone was switched on only just now: too early to tell.
doctor-battery-not-optimised = This Android does not optimise batteries.
doctor-battery-unknown = Whether Android leaves Termux alone can't be seen from here.
    .remedy =
        { $maker ->
            [none] Look by hand: Settings → Apps → Termux → Battery → Unrestricted.
           *[other]
                Look by hand: Settings → Apps → Termux → Battery → Unrestricted.
                Phones by { $maker } stop programs in ways of their own: see https://dontkillmyapp.com for this maker, and pin Termux in the list of recent apps.
        }
doctor-last-kill-running = `run` is at work.
doctor-last-kill-none = `run` ended by itself the last time, or never ran.
doctor-last-kill-killed = `run` was killed; it last wrote { $when }. Nothing is lost: it goes on from there.
    .remedy =
        { $killer ->
            [on] Android 12 and newer kill programs behind Termux. Settings → Developer options → Disable child process restrictions; then allow Termux to use the battery unrestricted.
           *[off] Allow Termux to use the battery unrestricted, and keep it awake: termux-wake-lock.
        }

## Telegram and the shop.

doctor-telegram-reached = Telegram can be reached directly.
doctor-telegram-by-proxy = Telegram is reached through the proxy.
doctor-proxy-none = None is configured.
doctor-proxy-reached = Telegram can be reached through { $proxy }.
doctor-account = Logged in as { $id } ({ $name }).
doctor-clock-agrees =
    { $whose ->
        [telegram] This machine's clock and Telegram's agree ({ $seconds } s).
       *[shop] This machine's clock and the shop's agree ({ $seconds } s).
    }
doctor-clock-differs =
    This machine's clock is { $seconds } s { $way ->
        [behind] behind
       *[ahead] ahead of
    } { $whose ->
        [telegram] Telegram's.
       *[shop] the shop's.
    }
    .remedy = Have the clock set by the network: timedatectl set-ntp true; on a phone: Settings → Date & time → automatic.
doctor-tribute = The bot has the pinned id.
doctor-moderators-none =
    { $is_told ->
        [yes] There is no moderators' chat: what needs a person goes to the log and to `alert_command`.
       *[no] There is no moderators' chat: what needs a person goes to the log only.
    }
    .remedy =
        { $is_told ->
            [yes] `tribute-agent orders list --state escalated` shows what waits for a person.
           *[no] Set `alert_command`, and look at `tribute-agent orders list --state escalated` now and then.
        }
doctor-moderators = { $title }: found, and the account may write there.
doctor-moderators-open-closed = None, as far as this account can see.
doctor-moderators-open-untold = Telegram did not say: { $error }.
doctor-moderators-open-limited =
    { $how ->
        [public] The chat is public: anybody can come in, but only those in `allowed` may answer.
       *[link] Whoever has the invitation link can come in, but only those in `allowed` may answer.
    }
doctor-moderators-open =
    { $how ->
        [public] The chat is public: anybody can come in and answer the agent.
       *[link] Whoever has the invitation link can come in and answer the agent.
    }
    .remedy = Make it private, revoke the link, or list who may answer: [moderators] allowed = [111, 222].
doctor-bot-none = There is none: the selling account writes to the moderators.
doctor-bot-me = No bot can be in Saved Messages, and that is where the agent reads answers in words.
    .remedy = Make a group, add the bot to it, and name it in [moderators] chat: a bot's messages make your phone ring even if nobody else is there.
doctor-bot = { $name }: the token is good.
doctor-bot-absent = { $name } is not in the moderators' chat: the selling account writes in its place.
    .remedy = Add { $name } to the group: open it, “Add members”.
doctor-bot-writes = It may write in the moderators' chat.
doctor-bot-mute = It may not write in the moderators' chat: the selling account writes in its place.
    .remedy = Allow { $name } to write: in the group's settings under “Permissions”, or make it an admin.
doctor-bot-pins = It may pin messages.
doctor-bot-pins-not = It may not pin messages: the board of what waits will not be pinned.
    .remedy = Make { $name } an admin of the group who may pin messages.
doctor-moderators-phone-bot = The bot writes: it makes phones ring, of all who are in the chat and the owner's own. Whether they muted it can't be seen.
doctor-moderators-phone = People there besides this account: { $count }. Whether they muted it can't be seen: doctor --ring tries.
doctor-moderators-phone-nobody =
    { $chat ->
        [me] Yours only, some fifteen seconds later: what an account writes into its own Saved Messages makes no phone ring, so the agent reminds by a scheduled message.
       *[group] Yours only, some fifteen seconds later: there is nobody in this chat but the selling account itself, whose own messages don't ring, so the agent reminds by a scheduled message.
    }
    .remedy =
        { $chat ->
            [me] Make a group, name it in [moderators] chat, and add a bot of your own to it (@BotFather, /newbot; its token goes to [moderators] bot_token): a bot's messages make your phone ring even if nobody else is there.
           *[group] Add a bot of your own to the group (@BotFather, /newbot; its token goes to [moderators] bot_token): a bot's messages make your phone ring even if nobody else is there. Or somebody else's account.
        }
doctor-moderators-phone-unknown = Telegram does not say who is in this chat.
doctor-payments-none = The configuration has no [telegram_payments].
doctor-payments = { $name }: the token is good{ $same ->
        [yes] . It is the moderators' bot, too
       *[no] {""}
    }.
doctor-payments-invoice =
    { $kind ->
        [stars] It can ask for Stars.
       *[money] It can ask for { $currency } through the payment provider.
    }
doctor-payments-refused =
    { $kind ->
        [stars] Telegram does not let it ask for Stars: { $name }.
       *[money] Telegram does not let it ask for { $currency } through the payment provider: { $name }.
    }
    .remedy =
        { $name ->
            [PAYMENT_PROVIDER_INVALID] Look at @BotFather: /mybots, the bot, Payments. Connect the provider again, and put the token shown there into [telegram_payments] provider_token.
            [CURRENCY_TOTAL_AMOUNT_INVALID] The lowest price of a product is below what Telegram takes: raise it.
           *[other] What the name means, Telegram says on core.telegram.org/api/errors. /mybots at @BotFather shows what the bot may do.
        }
doctor-payments-unanswered = Whether it can ask for money, Telegram did not say: { $error }.
doctor-payments-goods = Products that can be paid there: { $sold } of { $all }.
doctor-payments-nothing = There is nothing to buy: of { $all } products none has a price that can be paid there.
    .remedy = Write prices in Stars: price = "250 XTR". For other currencies, connect a payment provider at @BotFather and write its provider_token into [telegram_payments].
doctor-payments-support = /paysupport says where buyers are helped.
doctor-payments-no-support = /paysupport does not say where buyers are helped, which Telegram's rules want.
    .remedy = Write where to turn: [telegram_payments] support = "Questions about payments: @shop_support"
doctor-shop-silent = The shop did not answer.
doctor-codes = There are codes of every product ({ $count }).
doctor-codes-missing = There is no code of: { $skus }.
    .remedy = Add some: tribute-agent codes import FILE
doctor-codes-file-wrong = { $file } would not be imported: { $count ->
        [one] a line is
       *[other] { $count } lines are
    } not right.
    { $lines }
    .remedy = Correct the file; `tribute-agent codes import --dry-run` tells them all.
doctor-codes-file-new = { $file } has codes that are not imported yet: { $count }.
    .remedy = Take them in: tribute-agent codes import
doctor-salebot-roubles = Salebot counts in roubles: orders of { $products } will go to the moderators.
    .remedy = Sell these for roubles, or let somebody else give them.
doctor-shop-has-no-clock = Nobody is called who could have another clock.
doctor-shop-clock-untold = The shop does not say what time it has; it takes the signature, so the clocks are near enough.
doctor-shop-clock-unknown = Without its answer nobody knows what time the shop has.

## The agent's own server, and Tribute's API.

doctor-tribute-api-none = The configuration has no [tribute_api].
doctor-tribute-api = The key is good. Ready-made products at Tribute: { $count }.
doctor-server-none = The configuration has no [server].
doctor-server-free = { $listen } is free for `run`; the token is long enough.
doctor-server-ours = This agent answers at { $listen }, and has this token.
doctor-server-another = Somebody else answers at { $listen }, or this agent with another token.
    .remedy = Was the token or the address changed? Then restart `run`. If another program listens there, stop it, or name another port in [server] listen.
doctor-server-silent = `run` is at work, but nothing answers at { $listen }: { $why }.
    .remedy = Was [server] added or changed after the start? Then restart `run`.
doctor-public-url-none = There is no `public_url`: whether Tribute or T-Bank can reach the agent can't be tried.
    .remedy = Write the https address of your proxy into [server] public_url; samples of proxies and of a tunnel are in packaging/, docs/tribute-api.md explains them.
doctor-public-url-not-needed = There is no `public_url`, and nothing needs it.
doctor-public-url = { $url } leads to this agent.
doctor-public-url-unreachable = { $url } can't be reached from here: { $why }.
    .remedy =
        { $kind ->
            [name-not-found] Is the name spelt right? Its DNS entry has to lead to your proxy or tunnel; a new one takes up to some hours.
            [refused] Nothing listens there: start the proxy (nginx, Caddy) or the tunnel, and open port 443 in the firewall.
            [unreachable] Look whether the proxy runs, and whether port 443 is open in the firewall.
            [timed-out] Look whether the proxy runs, and whether port 443 is open in the firewall. Some networks can't call their own address from inside: then try { $url }/webhooks/self in a phone's browser; “bad_parameter” is a good answer.
            [closed] The proxy hung up: look into its log. It has to bring /webhooks/ to http://{ $listen }.
            [not-tls] Behind this address there is no https: set up a certificate (certbot for nginx; Caddy gets its own).
            [expired] Renew the certificate: certbot renew, and reload nginx. Tribute calls nobody whose certificate has expired.
            [wrong-name] The certificate is for another name: get one for this name.
           *[other] Tribute calls only where the certificate is one that everybody trusts (Let's Encrypt) and is whole, with the chain: fullchain.pem for nginx. Then look into the proxy's log; it has to bring /webhooks/ to http://{ $listen }.
        }
doctor-public-url-redirect = { $url } sends whoever asks on to { $to }: a webhook does not go there.
    .remedy = Write the address without a redirect into [server] public_url and into Tribute (with or without www, https), or have the proxy not redirect /webhooks/.
doctor-public-url-path = { $url } is there, but does not bring /webhooks/ here (HTTP 404).
    .remedy = Have the proxy bring /webhooks/, with the path as it is, to http://{ $listen }: samples are in packaging/.
doctor-public-url-proxy = The proxy behind { $url } does not reach the agent (HTTP { $status }).
    .remedy = Have it bring /webhooks/ to http://{ $listen }. If it runs on another machine or in a container, that address is not this machine for it.
doctor-public-url-another = Behind { $url } another server answers (HTTP { $status }).
    .remedy = Have the proxy bring /webhooks/ to http://{ $listen }, without asking for a password or a login. Or is it the address of another agent?
doctor-webhooks-not-needed = There is no [tribute_api] with a [server].
doctor-webhooks =
    { $last ->
        [none] No purchase or refund has come in yet
       *[other] The last webhook came { $last }
    }; { $test ->
        [none] no test request was seen.
       *[other] the last test request came { $test }.
    }
doctor-webhooks-none = Nothing has come in from Tribute yet, not even a test request.
    .remedy = While `run` is at work: the Tribute app → Settings → API keys → put { $url } there as the webhook's address, and send the test request. If you have sold since, see whether the key there is the one in [tribute_api].

doctor-bank-none = There is no [tbank] with a [server].
doctor-bank = T-Bank takes the terminal { $key } and its password{ $demo ->
        [yes] ; its payments are not real
       *[no] { "" }
    }.
doctor-bank-nowhere = There is no `public_url`: T-Bank calls where its cabinet says, if anywhere.
    .remedy = Write the https address of your proxy into [server] public_url: the agent tells it to the bank with each payment. The proxy brings it to http://{ $listen }.
doctor-bank-port = T-Bank calls at port 443 only, and { $url } names another.
    .remedy = Have the proxy listen at 443, and write the address without a port into [server] public_url.
doctor-bank-told = T-Bank is told with each payment to call { $url }. The last notification came { $last }.
doctor-bank-unheard = T-Bank is told with each payment to call { $url }. No notification has come yet.
    .remedy = While `run` is at work, make a checkout for 10 roubles and pay it. What the bank does not tell is found by asking it, after 2, 10 and 30 minutes.
doctor-bank-untold = T-Bank is told with each payment to call { $url }, and did not: that the checkout { $checkout } was paid was found by asking.
    .remedy = See whether the check “The way from the world” is well, and whether a firewall keeps the bank's networks out: docs/tbank.md lists them. A payment keeps the address that it was made with.

## `doctor --ring`

doctor-test-message = 🔔 A test by `tribute-agent doctor`. Did a phone ring? Then orders that need a human will be heard.
doctor-test-message-question =
    { $later ->
        [yes] The message will be in the moderators' chat some fifteen seconds from now.
       *[no] The message is in the moderators' chat.
    } Did a phone ring? [y/N]
doctor-test-message-heard = A phone rang.
doctor-test-message-unheard = No phone rang at the test message.
    .remedy = On a moderator's phone: turn the chat's notifications on (it may be muted or archived), and allow Telegram to notify.
doctor-test-message-unanswered = The test message was sent; whether a phone rang, nobody has answered.
doctor-test-message-unsent = The test message could not be sent: { $error }.
