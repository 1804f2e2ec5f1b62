# `run`

run-since_too_far = --since reaches back over more messages than can be looked through. Nothing was taken in.
    .remedy = Name a later moment: --since 2026-11-01; or take all that there are: --since all.
run-second_instance =
    A copy of this program, with this journal, answers orders too: the reply to №{ $number } was sent, but not from here. So that nothing is done twice, this one has ended.
    .remedy = Stop the other one for good (a copied folder, a backup that was started, a second machine), delete its session, and start this one again. Whoever sent it by hand, word for word: just start again. { $devices ->
        [none] In Telegram, Settings → Devices shows where the account is logged in.
       *[other] The account is logged in here: { $devices }
    }
server-cannot_listen =
    { $kind ->
        [in-use] The server can't listen at { $listen }: another program does.
        [no-right] The server may not listen at { $listen }: the system keeps ports below 1024 to itself.
        [not-here] The server can't listen at { $listen }: this machine has no such address.
       *[other] The server can't listen at { $listen }: { $error }
    }
    .remedy =
        { $kind ->
            [in-use] Stop the other program, or name another port in [server] listen.
            [no-right] Name a port from 1024 on in [server] listen; a proxy brings the world there.
            [not-here] Write listen = "127.0.0.1:8787" into [server].
           *[other] Look at [server] listen.
        }

## What `run` writes to a terminal. The id is made of the words of the log. An empty text is no line: `completed` tells
## it as well.

log-dry-run = dry run:
log-starting = starting, version { $version }, configuration { $config }
log-at-work =
    { $live ->
        [true] at work{ $seller ->
            [none] { "" } without a Telegram account
           *[other] { "" } for account { $seller }
        }
       *[false] at work{ $seller ->
            [none] , without a Telegram account
           *[other] { "" } for account { $seller }, in a sandbox
        }: no real money
    }
log-the-server-listens = the server listens at { $address }
log-telegram-can-t-be-reached-yet-its-orders-wait = Telegram can't be reached yet: its orders wait, those of the API are carried out
log-telegram-can-t-be-reached-the-server-works-meanwhile = Telegram can't be reached ({ $code }); it is tried again, and what comes in at the server is kept
log-the-server-refused-a-request = the server refused a request from { $address }: { $code }
log-the-server-can-t-use-the-journal = the server can't use the journal: { $error }
log-the-server-can-t-accept-a-connection = the server can't accept a connection: { $error }
log-a-webhook-can-t-be-kept-it-has-to-come-again = a webhook ({ $source }) can't be kept, its sender has to send it again: { $error }
log-a-test-request-came-in = a test request came in ({ $source }): webhooks arrive
log-a-signed-webhook-can-t-be-understood = a webhook ({ $source }) is signed, but can't be understood
log-a-person-is-needed-or-should-know =
    { $number ->
        [none] a person is needed, or should know ({ $notice })
       *[other] №{ $number }: a person is needed, or should know
    }
log-what-was-told-goes-on = { "" }
log-orders-are-taken-from-here-on = orders are taken from here on, those above message { $above }
log-the-session-was-last-used-on-another-machine = this session was last used on another machine: make sure that the program there is stopped for good
log-stopped-as-was-asked-what-is-owed-stays-in-the-journal = stopped; unfinished orders are kept
log-stopped = stopped ({ $code })
log-the-configuration-was-read-again = the configuration was read again: { $changed }
log-changed-keys-take-effect-after-a-restart-only = these changes need a restart: { $keys }
log-the-changed-configuration-is-refused-the-previous-one-stays-in-force = the changed configuration has a mistake, the previous one stays in force: { $why }
log-new-order =
    { $reason ->
        [none] { "" }
       *[other] №{ $number }: new order, { $reason }
    }
log-found-answered-by-hand = №{ $number }: was answered by hand before
log-the-shop-answered =
    { $answer ->
        [activated] { "" }
        [already_activated] { "" }
        [revoked] №{ $number }: the shop took the goods back
        [pending] №{ $number }: the shop is not done yet{ $next_at ->
            [none] { "" }
           *[other] , asked again at { $next_at }
        }
        [refused] №{ $number }: the shop refused
        [out_of_stock] { "" }
        [unavailable] №{ $number }: the shop is unavailable ({ $why }){ $next_at ->
            [none] { "" }
           *[other] , next try at { $next_at }
        }
        [misconfigured] №{ $number }: the shop does not accept our signature
        [intercepted] №{ $number }: something else answered in the shop's place
       *[unclear] №{ $number }: the shop's answer is unclear
    }
log-replied =
    { $attached ->
        [true] { "" }
       *[false] №{ $number }: the reply is not attached to the order
    }
log-pressed = { "" }
log-nobody-knows-whether-the-press-took-effect = №{ $number }: unknown whether the press took effect, looking ({ $why })
log-the-bot-did-not-answer-in-time = №{ $number }: the bot did not answer in time
log-an-answer-that-may-be-ours-or-the-owner-s = №{ $number }: an answer stands in the chat, ours or the owner's
log-our-reply-was-sent-but-not-by-this-program = №{ $number }: our reply was sent, but not from here
log-answered-by-hand = №{ $number }: answered by hand
log-completed = №{ $number }{ $product ->
        [none] { "" }
       *[other] { " · " }{ $product }
    }{ $price ->
        [none] { "" }
       *[other] { " · " }{ $price }
    } ✓
log-another-program-holds-the-journal-or-the-session-waiting-for-it = another program holds the journal or the session (a database viewer, a backup tool); waiting until it lets go, orders wait in the chat
log-escalated = №{ $number }: with the moderators, { $reason }
log-closed = №{ $number }: closed, { $reason }
log-a-press-changes-the-message-it-was-under-known-from-now-on = learned that the bot changes a message after its button was pressed
log-no-rule-knows-this-message-of-the-bot = unknown message of the bot ({ $message_id })
log-looks-like-an-order-but-is-not-the-bot-s-own = looks like an order, but the bot did not send it ({ $message_id })
log-moderators-are-heard-from-here-on = moderators are heard in their chat from here on
log-a-moderator-said-something = a moderator said something
log-a-moderator-tapped-a-button = №{ $number }: a moderator tapped a button
log-something-was-asked-at-the-command-line = №{ $number }: asked at the command line, { $outcome }
log-something-was-asked-by-the-shop-s-programs = №{ $number }: asked by the shop's programs, { $outcome }
log-who-said-this-may-not-decide = somebody who may not decide said something
log-more-was-written-in-the-moderators-chat-than-is-read = more was written in the moderators' chat than is read
log-moderators-were-told = the moderators were told
log-the-moderators-bot-can-t-speak-the-seller-s-account-does = the moderators' bot can't speak, the seller's account does: { $failure }
log-the-moderators-bot-is-connected-again = the moderators' bot is connected again
log-the-login-of-the-moderators-bot-has-ended = the login of the moderators' bot has ended: { $fatal }
log-moderators-could-not-be-told-of-the-end = the moderators could not be told that the work has ended: { $failure }
log-moderators-could-not-be-told-still-owed = the moderators could not be told, trying again: { $failure }
log-the-board-can-t-be-pinned-it-stays-in-the-chat-as-it-is = the list of the orders that wait can't be pinned in the moderators' chat: { $failure }
log-an-incident-begins =
    { $kind ->
        [shop_unavailable] trouble: the shop is unavailable
        [shop_misconfigured] trouble: the shop does not accept our signature
        [shop_intercepted] trouble: something else answers in the shop's place
        [shop_unclear] trouble: the shop's answers are unclear
        [shop_pending] trouble: the shop takes orders and does not finish them
        [bot_silent] trouble: the bot is silent; replies are held, now and then one goes out to see whether it answers
        [payments_unreachable] trouble: the bot that takes payments can't be reached
        [bank_unavailable] trouble: T-Bank does not take the agent's calls
        [tribute_shop_unavailable] trouble: Tribute does not take the agent's calls about its shop
       *[chat_unreachable] trouble: the chat with the bot can't be read
    }; orders that wait: { $waiting }{ $next_at ->
        [none] { "" }
       *[other] , the next try is at { $next_at }
    }
log-an-incident-is-over =
    { $kind ->
        [shop_unavailable] over: the shop is unavailable
        [shop_misconfigured] over: the shop does not accept our signature
        [shop_intercepted] over: something else answers in the shop's place
        [shop_unclear] over: the shop's answers are unclear
        [shop_pending] over: the shop takes orders and does not finish them
        [bot_silent] over: the bot is silent
        [payments_unreachable] over: the bot that takes payments can't be reached
        [bank_unavailable] over: T-Bank does not take the agent's calls
        [tribute_shop_unavailable] over: Tribute does not take the agent's calls about its shop
       *[chat_unreachable] over: the chat with the bot can't be read
    }
log-connected-to-telegram-again = connected to Telegram again, after { $away_s } s
log-away-from-telegram-connecting-again = no connection to Telegram: { $why }; connecting again, at least every { $every }, orders wait in the chat
log-woken-up-connecting-to-telegram-again = this machine was asleep for { $slept }, connecting to Telegram again
log-the-clock-was-set-back-connecting-to-telegram-again = this machine's clock was set back by { $by }, connecting to Telegram again
log-who-we-are-is-not-said = Telegram does not say yet whose account this is: { $error }
log-the-chats-are-looked-for-again = looking for the chats once more: { $error }
log-telegram-asks-to-wait-before-the-chats-are-looked-for = Telegram asks to wait { $wait } before looking for the chats
log-telegram-asks-to-wait =
    { $act ->
        [Look] Telegram asks to wait { $wait } before reading on
        [Send] Telegram asks to wait { $wait } before sending on
       *[Press] Telegram asks to wait { $wait } before pressing on
    }
log-telegram-does-not-do-what-is-asked-trying-on = Telegram refuses or does not answer, trying on: { $failure }
log-the-chat-could-not-be-read-once-more = the chat could not be read, trying again in { $pause }: { $failure }
log-the-moderators-chat-has-become-a-supergroup = the moderators' chat has become a supergroup ({ $to })
log-moderators-are-in-another-chat-what-is-open-is-told-anew = the moderators are in another chat: open orders are posted there again
log-the-connection-to-telegram-has-ended-for-good = the connection to Telegram has ended for good
log-can-t-save-where-the-moderators-chat-has-gone = where the moderators' chat has moved can't be saved: { $error }
log-a-sandbox-named-an-address-outside-of-this-machine-ignored = the sandbox named an address outside of this machine, ignored
log-alert-command-has-run = alert_command has run
log-alert-command-has-failed = alert_command failed ({ $status })
log-alert-command-can-t-be-run = alert_command can't be run: { $error }
log-alert-command-does-not-end-it-was-ended = alert_command took longer than { $after } and was stopped
log-ping-url-can-t-be-called = ping_url ({ $url }) does not answer: { $why }
log-ping-url-can-be-called-again = ping_url ({ $url }) answers again
log-an-event-that-can-t-happen = №{ $number }: a mistake of this program: { $illegal }
log-the-reply-s-template-failed = №{ $number }: the template failed, a plain reply was sent: { $failure }
log-the-shop-took-note-of-an-event = the shop took note of an event: { $event }
log-the-shop-takes-no-note-of-an-event = the shop takes no note of an event: { $event }
log-a-webhook-that-can-t-be-read = Tribute told of { $event }, which can't be read: { $field }
log-a-purchase-that-is-known-came-with-other-contents = №{ $number }: the purchase was told again, with other contents
log-the-bank-tells-of-a-payment = T-Bank: the payment { $payment } is { $status }
log-money-went-back-of-a-payment-that-was-not-told-yet = T-Bank: money of the payment { $payment } went back, which was not told yet; the bank is asked
log-many-notifications-of-the-bank-s-had-a-wrong-token = T-Bank: ten notifications within an hour had a wrong token
log-that-many-webhooks-were-forged-can-t-be-kept = That many webhooks were forged can't be kept: { $error }
log-a-payment-was-found-by-asking = { $checkout }: the payment was found by asking
log-the-bank-has-registered-a-receipt = T-Bank: the receipt of the payment { $payment } is registered: { $url }
log-people-have-to-look-at-a-payment = T-Bank told of { $event }; people have to look at it: { $why }
log-people-have-to-look-at-a-payment-to-the-bot = people have to look at a payment to the bot: { $why }
log-a-payment-that-nobody-waited-for = №{ $number }: a payment that nobody waited for; people decide
log-a-buyer-has-paid-the-bot = №{ $number }: a buyer has paid the bot
log-buyers-of-this-bot-are-heard-from-now-on = buyers of the bot { $bot } are heard from now on
log-telegram-does-not-tell-what-buyers-did-meanwhile = Telegram does not tell what buyers of the bot { $bot } did meanwhile: it was away for too long
log-a-buyer-may-pay = a buyer may pay (answered after { $elapsed }): { $payload }
log-a-buyer-may-not-pay = a buyer may not pay (answered after { $elapsed }): { $payload }: { $why }
log-a-buyer-was-answered-too-late = a buyer who wanted to pay was answered too late, after { $elapsed }: { $payload }
log-a-buyer-who-wants-to-pay-was-not-answered = a buyer who wants to pay could not be answered: { $payload }: { $failure }
log-the-journal-can-t-be-read-for-a-buyer = the journal can't be read for a buyer who wants to pay: { $error }
log-the-shop-does-not-say-whether-a-buyer-may-pay = the shop does not say whether { $checkout } may be paid: { $why }
log-a-buyer-asks-for-an-invoice = buyer { $user } asks for an invoice: { $checkout }
log-a-buyer-can-t-be-answered = buyer { $user } can't be answered: { $why }
log-an-invoice-can-t-be-sent = buyer { $user } can't be sent an invoice: { $why }
log-so-many-buyers-wait-for-an-answer-that-this-one-gets-none = so many buyers wait for an answer that { $user } gets none
log-the-buyer-was-told = №{ $number }: the buyer was told
log-the-buyer-could-not-be-told-once-more = №{ $number }: the buyer could not be told, trying again: { $failure }
log-the-bot-that-is-paid-is-connected = the bot that takes payments is connected
log-the-bot-that-is-paid-can-t-be-asked = the bot that takes payments can't be reached: { $why }
log-the-money-went-back = №{ $number }: the money went back
log-the-money-of-a-purchase-went-back-that-nobody-knows = the money of the purchase { $purchase } went back, and there is no order of it
log-an-order-of-tribute-s-shop-was-paid-that-nobody-knows = the order { $uuid } of Tribute's shop was paid, and nobody has asked for it
log-money-is-held-for-an-order-of-tribute-s-shop-and-not-paid = the money for the order { $uuid } of Tribute's shop has been held for a day, and is not paid
log-an-event-that-nobody-asked-for = Tribute told of { $event }, which nobody asked for
log-ask-for-the-money-back = №{ $number }: asking Tribute to give the money back
log-the-money-does-not-go-back = №{ $number }: the money does not go back: { $why }
log-the-provider-did-not-give-the-money-back = №{ $number }: the provider did not give the money back: { $why }
log-a-charge-was-not-answered = the charge { $charge } was not answered: { $why }
log-the-money-is-on-its-way-back = №{ $number }: the money is on its way back
log-a-checkout-can-be-paid = { $checkout }: can be paid
log-the-provider-can-t-make-a-checkout-now = { $checkout }: can't be made now: { $why }
log-the-answer-to-a-checkout-was-lost = { $checkout }: the answer was lost, I look for it: { $why }
log-whether-a-checkout-was-made-is-not-known = { $checkout }: whether it was made is not known: { $why }
log-a-checkout-was-paid = №{ $number }: { $checkout } was paid
log-a-checkout-has-failed = { $checkout } has failed: { $why }
log-a-checkout-has-expired = { $checkout } was not paid in time
log-a-charge-was-paid = №{ $number }: { $charge } was paid
log-a-charge-has-failed = { $charge } has failed: { $why }
log-more-orders-wait-at-tribute-than-are-known = { $waiting } orders wait at Tribute, { $open } are open here
log-a-call-to-a-provider-broke-off = a mistake of this program: a call to a provider broke off: { $failure }
log-a-call-to-the-shop-broke-off = a mistake of this program: a call to the shop broke off: { $failure }
log-more-to-tell-than-moderators-can-read-it-is-held-back = more to tell than the moderators can read, { $waiting } messages are held back
log-nothing-is-held-back-from-moderators-any-more = nothing is held back from the moderators any more
