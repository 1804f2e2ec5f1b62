## Everything that moderators read, in their chat.
##
## What stands in backticks is shown in monospace, a line behind “> ” as a quote. What comes from outside
## (names, the customer's words, the shop's) is shown in monospace by itself, in a quote too.

moderation-quoted = “{ $text }”

## The card of an order. Its first line: ❗ №148 · 10 diamonds · €10.00 · account 12345 · 14:32

moderation-product-unknown = product unknown
moderation-price-unreadable = price unreadable
moderation-account = account { $account }
moderation-closed =
    { $how ->
        [answered-by-hand] answered by hand
        [pressed-by-hand] pressed by hand
        [owner] closed by the owner
       *[moderator] closed by a moderator
    }{ $given ->
        [no] , nothing was given
       *[yes] { "" }
    }
moderation-money-back = money back
moderation-some-of-it = a part
moderation-money-back-part = { $amount } of the money back{ $given ->
        [no] ; nothing was given, and the rest of it is here
       *[yes] { "" }
    }

moderation-customer = Customer: { $customer }.
moderation-customer-unknown = Customer: unknown.

moderation-wrote-nothing = They wrote nothing.
moderation-wrote =
    They wrote:
    > { $text }
moderation-payment-told =
    This was told of the payment:
    > { $text }
moderation-was-to-be-told =
    I was to say:
    > { $text }
moderation-whole-message =
    The whole message:
    > { $text }
moderation-before-and-after =
    Before and after:
    > { $before }
    > { $after }

moderation-tribute-wrote = Tribute wrote: “{ $text }”
moderation-tribute-wrote-later =
    Tribute wrote later:
    > { $text }

moderation-in-progress =
    { $doing ->
        [activating] In progress: waiting for the shop.
        [replying] In progress: answering the customer.
        [awaiting-confirmation] In progress: waiting for Tribute's button.
       *[confirming] In progress: pressing the button.
    }
moderation-revoking = The customer has the money back; the shop is to take the goods back.
moderation-revoking-part = The customer has { $amount } of the money back; the shop is to take the goods back.
moderation-for-the-shop = For the shop: order `{ $order }`.

## What happened to an order that waits for a person.

moderation-reason =
    { $reason ->
        [missing_field] The order has no line{ $about }, or an empty one.
        [ambiguous_field] The order has two lines{ $about }: I can't tell which one counts.
        [two-readings] The order reads in two ways: a line stands twice, or two wordings of the settings fit. I can't tell what counts.
        [bad_price] I can't read the price{ $about }.
        [price-two-ways] I can't read the price{ $about }: { $detail } or { $other }?
        [unknown_product] The agent's settings don't know this product. For the owner: add { $detail } to { $file }.
        [no_details] The order has no details, so no account number.
        [no_account_id] There is no account number in the order.
        [no-telegram-id] The buyer has no Telegram id: they bought on the web or by e-mail.
        [two-accounts] There are two numbers in the order: { $detail } and { $other }. Which one is right?
        [ambiguous_account_id] There are several numbers in the order: { $detail }. Which one is right?
        [doubtful_account_id] I can't tell for certain which account is meant. Perhaps: { $detail }.
        [possible_duplicate] This may be the same sale as the order{ $about }, which came in another way.
        [paid_twice] The same checkout was paid before, by the order{ $about }.
        [paid-twice-otherwise] The same checkout was paid before, by the order{ $about }. This is { $detail }, { $other } was asked for.
        [unknown_payment] Nobody here has asked for this payment{ $about }.
        [price_mismatch] Paid { $detail }, the settings say { $other }.
        [paid-otherwise] Paid { $detail }, { $other } was asked for.
        [shop_refused] The shop refused: { $detail }. I won't retry.
        [codes-untold] The order came without the chat: I can't tell the customer the codes. They are taken out for it, and nobody else gets them.
        [out_of_stock] There are not enough codes of { $detail }. Nothing was given.
        [shop-fails-alone] The shop answers only this order with { $detail }; others get through. I have tried three times.
        [shop_unavailable] The shop did not answer for more than 72 hours: { $detail }. I have stopped trying.
        [still-pending] For more than 72 hours the shop has said that it is not done yet. I have stopped asking.
        [shop_unclear] The shop's answer is not clear, the goods may be given or not: { $detail }.
        [activated_for_other_account] The shop has given this order before, to another account.
        [account_mismatch] The shop answered for another account: I asked for { $other }, it named { $detail }.
        [order_edited] The order was edited before the goods were given.
        [order_deleted] The order was deleted from the chat before the goods were given.
        [reply_refused] Telegram refused my reply: { $detail }.
        [reply_detached] My reply was sent, but does not hang on the order.
        [reply_in_doubt] An answer to the order is in the chat: mine or the seller's. I answer and press nothing more.
        [no_confirmation] Tribute showed no button after my reply.
        [unknown_button] There is no button { $button }. There are: { $detail }. Unknown buttons I don't press.
        [doubtful-button] I don't press { $button }: it is not the only one, or opens something else. There are: { $detail }.
        [no-buttons] Tribute's answer has no button.
        [keyboard_replaced] While I was about to press { $button }, the buttons changed. I don't press: it could confirm another order.
        [press_refused] I pressed { $button }, and was refused: { $detail }.
        [press_unknown] I pressed { $button }, but can't see whether it worked.
        [not_revoked] The customer has the money back, but the shop does not take the goods back: { $detail }.
        [approve_reply]
            One of the first orders: I answer so if you say yes.
            > { $detail }
        [approve_press] One of the first orders: I press { $button } if you say yes. Tribute's buttons: { $detail }.
        [not_approved] The answer or the press was not approved: the order is yours, I do nothing more by myself.
       *[found_after_restore] Found in the chat after the journal was lost or restored from a backup.
    }
moderation-refusal = “{ $message }” ({ $code })

## What was and was not done: paid, given, answered.

moderation-given =
    { $beside ->
        [a-person]
            { $status ->
                [given] The shop has also given to { $account }{ $payment }.
                [given-to-another] The shop has also given to { $account }, not to { $asked }{ $payment }.
                [given-to-nobody] The goods are also given{ $payment }.
                [given-to-somebody] The shop has also given, but it is not known to which account{ $payment }.
               *[other] The shop may also have given.
            } Check in the shop that nothing was given twice: order `{ $order }`.
       *[nobody]
            { $status ->
                [not-given] Paid. Not given.
                [by-hand] Paid. Given by hand.
                [asked] Paid. The shop is asked for the goods, and has not said yet that they are given.
                [uncertain] Paid. The goods may ALREADY be given: look in the shop for order `{ $order }`.
                [unrecorded] Paid. Whether the goods were given I don't know: look in the shop for order `{ $order }`.
                [given] Paid. Given to { $account }{ $payment }.
                [given-to-another] Paid. Given to { $account }, not to { $asked }{ $payment }.
                [given-to-nobody] Paid. Given{ $payment }.
               *[given-to-somebody] Paid. Given, but it is not known to which account{ $payment }: order `{ $order }`.
            }
    }
moderation-payment = (payment { $payment })
moderation-reply =
    { $status ->
        [sent] The reply is sent.
        [not-pressed] The reply is sent, nothing is pressed.
        [detached] The reply may not have reached the customer.
        [in-doubt] Whether the reply was sent to the customer is not known.
        [in-chat] The chat shows an answer to the customer.
        [not-in-chat] The chat shows no answer to the customer.
       *[none] Nobody answered the customer.
    }

## What a person can do.

moderation-advice =
    { $advice ->
        [ask-for-number] Ask the customer for the number in a private chat. Don't answer the order in the chat with Tribute: any answer there closes it as completed.
        [ask-buyer] Tribute may know how to reach the buyer. Say the account once you know it.
        [settle] Settle with the customer who has the goods.
        [correct] Look at the shop which account has the goods, and correct it.
        [wait] If the button still comes, I will press it.
        [reply-again] Reply to the order once more in the chat with Tribute, as the seller, and press { $button } yourself: I will see it and close the order.
        [press-or-reply] If Tribute's button is there, press it yourself in the chat with Tribute, as the seller; if not, reply to the order. I will see it and close the order.
        [press-if-there] If the button is still in the chat with Tribute, press it yourself, as the seller. I will see it and close the order.
        [deleted] A deleted order can't be answered: settle it with the customer directly.
        [tell-codes] The owner sees them on the agent's machine with `tribute-agent orders show { $number } --codes`. Send them to the customer, then say `given`.
        [import] Once the owner has imported more (tribute-agent codes import FILE), the order goes on by itself.
        [one-or-two] If it is one sale: `close` one of the two. If they are two: `retry`.
        [give-back] What the customer gets nothing for should go back: `refund`.
        [give-back-there] What the customer gets nothing for should go back: give it back in { $place }.
       *[take-back] Take the goods back in the shop yourself, or settle it with the customer.
    }

## Incidents: one message for all the orders that wait for the same thing.

moderation-incident-trouble =
    { $kind ->
        [shop_unavailable] The shop does not answer
        [shop_misconfigured] The shop rejects my calls (signature, clock or key)
        [shop_intercepted] Not the shop answers, but a site or a filter before it
        [shop_unclear] The shop has not confirmed any goods
        [shop_pending] The shop takes orders, and has not finished them
        [bot_silent] Tribute has sent no button after my replies
        [payments_unreachable] The bot that takes payments can't be reached: buyers can't pay
        [bank_unavailable] T-Bank does not take my calls: no payment links, charges and refunds
        [tribute_shop_unavailable] Tribute does not take my calls about its shop: no payment links, charges and refunds
       *[chat_unreachable] Telegram does not let me read the chat with Tribute
    }
moderation-incident-opened = 🔴 { $trouble } since { $since }{ $detail }.
moderation-incident-closed =
    ✅ { $kind ->
        [shop_unavailable] The shop answers again
        [shop_misconfigured] The shop takes my calls again
        [shop_intercepted] The shop itself answers again
        [shop_unclear] The shop confirms the goods again
        [shop_pending] The shop finishes its orders again
        [bot_silent] Tribute sends its button again
        [payments_unreachable] The bot that takes payments is there again
        [bank_unavailable] T-Bank takes my calls again
        [tribute_shop_unavailable] Tribute takes my calls about its shop again
       *[chat_unreachable] I can read the chat with Tribute again
    } · outage { $from } – { $to }
moderation-incident-orders =
    Done { $done } of { $count }{ $working ->
        [0] { "" }
       *[other] , { $working } under way
    }{ $waiting ->
        [0] { "" }
        [1] , { $numbers } waits
       *[other] , { $numbers } wait
    }
moderation-incident-waiting =
    { $count ->
        [0] No other order waits.
        [1] 1 order waits, №{ $first }. Nothing is lost.
       *[other] { $count } orders wait, the first is №{ $first }. Nothing is lost.
    }
moderation-incident-attempts =
    { $known ->
        [both] I keep trying until { $until }, next at { $next }.
        [next] I keep trying, next at { $next }.
       *[until] I keep trying until { $until }.
    }
moderation-incident-answers = Answer: `retry` (at once) · `mine` · `orders`
moderation-incident-advice =
    { $kind ->
        [shop_misconfigured] For the owner: compare the secret or key here and in the shop, and both clocks.
        [shop_intercepted] For the shop's developer: let POST requests through to the shop (CDN, firewall, CSRF filter, address); if the shop itself refuses, let it say so in the format of the protocol.
        [shop_unclear] For the shop's developer: answer {"{"}"status":"activated"{"}"} when the goods are given.
        [shop_pending] For the shop's developer: `pending` asks me to call again; the same call has to end in `activated` or a refusal.
        [bot_silent] I don't answer other orders for now; from time to time I try with one. You can answer orders by hand in the chat with Tribute, as the seller: I will see it.
        [payments_unreachable] For the owner: if its token was revoked, or is not the bot's, put the right one into the settings and start the program again; otherwise the network is to blame, and I keep trying. What buyers paid before is not lost.
        [bank_unavailable] For the owner: `tribute-agent doctor` tries the terminal and its password. I keep trying; what customers have paid comes by notifications as before.
        [tribute_shop_unavailable] For the owner: `tribute-agent doctor` tries the key. I keep trying; what customers have paid comes by webhooks as before.
       *[chat_unreachable] New orders I can't see now, either. For the owner: does the chat open in Telegram, with the seller's account? You can answer orders there yourself.
    }
moderation-telegram-trouble =
    { $why ->
        [FLOOD_WAIT] it asks to wait
       *[none] it does not answer
    }

## Messages about no order, or about the agent itself.

moderation-unknown-message = ❓ Unknown message from Tribute, { $sent }
moderation-unknown-messages = ❓ Unknown messages from Tribute since { $since }: { $count }
moderation-unknown-more = … and { $count } more: look through the chat with Tribute.
moderation-any-may-be-an-order =
    Any of them may be an order. Nothing was given, nothing was pressed.
    If one is, answer it yourself in the chat with Tribute, as the seller.
moderation-press-words = ℹ️ №{ $number } · after the press Tribute showed:
moderation-press-words-meaning =
    I take the order for sent. If these words mean a refusal, add them to `refusals` in `[tribute]` of { $file }.
moderation-unassigned-button = ❓ A button of Tribute's, but for which order? { $sent }
moderation-press-unassigned =
    I can't tell which order { $button } belongs to. If that becomes clear, I press it.
    Otherwise press it yourself in the chat with Tribute, as the seller.
moderation-no-text = It has no text: a picture, a file or the like.
moderation-blank-text = (no text)
moderation-may-be-an-order =
    It may be an order. Nothing was given, nothing was pressed.
    Answer: `order`: I make one of it and ask for the account · `no order`: such are not shown any more
moderation-suspicious-message =
    ⚠️ Looks like an order, but isn't one of Tribute's, { $sent }
    { $why ->
        [forwarded] The message is a forward.
        [via-bot] The message was sent through another bot.
       *[wrong-sender] Tribute's bot did not send it.
    }
moderation-may-be-fraud = Perhaps somebody tries to get goods without paying. Nothing was given, nothing was pressed.

moderation-held-back =
    ⏳ { $count ->
        [one] 1 more message is
       *[other] { $count } more messages are
    } held back: I write at most { $most } a minute. Nothing is lost, the rest follows.
moderation-held-back-over = ✅ All that was held back has been told.

moderation-first-start =
    { $count ->
        [0] ✅ I am watching the chat with Tribute. No order waits there: I take the ones that come from now on.
        [one]
            ⚠️ I am watching the chat with Tribute. 1 order in it is older than my start, and nobody answered it.
            I leave the old ones alone and take the ones that come from now on.
            For the owner, to take the old ones, too: `tribute-agent run --since all` (or since when: `2h`, `2026-11-01`).
       *[other]
            ⚠️ I am watching the chat with Tribute. { $count } orders in it are older than my start, and nobody answered them.
            I leave the old ones alone and take the ones that come from now on.
            For the owner, to take the old ones, too: `tribute-agent run --since all` (or since when: `2h`, `2026-11-01`).
    }
moderation-away = 📡 I was away from { $from } to { $to }: no connection to Telegram, or I was not running. What came meanwhile I take up now.
moderation-adopted =
    ⚠️ The journal was lost or restored from a backup. What was done since { $since } is not known.
    Orders in the chat since: { $found }, answered: { $answered }. Under way before: { $open }.
    Each has a message of its own here. By myself I give, answer and press nothing for them.
moderation-adopted-unknown = Messages of Tribute's that I don't know: { $count }. Look through the chat.
moderation-unreadable-webhook =
    ⚠️ Tribute told of { $event }, which I can't read: { $why }. Nothing was given, nothing was taken back.
    > { $body }
    Look it up at Tribute, and tell the shop yourself if it concerns an order.
moderation-bank-notification =
    ⚠️ T-Bank told of { $event }: { $why ->
        [new_status] I don't know this status
        [contradictory] it is paid, and no success
        [nobody_asked] nobody asked for this payment
        [unknown_payment] I have no order of this payment
        [refunded_again] more of the money went back than I knew of
       *[unreadable] I can't read it
    }. Nothing was given, nothing was taken back.
    > { $body }
    Look at the payment in the bank's cabinet.
moderation-bank-tokens-wrong =
    ⚠️ Ten notifications of T-Bank's within an hour had a wrong token. None was taken.
    Either the password in [tbank] is not the terminal's, or somebody else has sent them: `tribute-agent doctor` tries the password. What is paid meanwhile I find by asking the bank.
moderation-other-contents =
    ⚠️ №{ $number }: Tribute told of this purchase again, with other contents. Nothing more was given.
    Before: { $before }. Now: { $now }.
    Look it up at Tribute.
moderation-unknown-refund =
    ⚠️ Tribute gave { $money } back for the purchase { $purchase } ({ $reason }), which I have no order of.
    If its goods were given, take them back in the shop yourself. Should the purchase still come, its goods are not given.
moderation-unknown-payment =
    ⚠️ An order in Tribute's shop was paid that I know nothing of: { $uuid }, { $money } (customerId: { $customer }). Nothing was given.
    Look it up at Tribute: give the goods yourself, or the money back.
moderation-held-payment =
    ⚠️ The payment { $id } of { $money } has been held since { $since }: the money is blocked, and not received. Nothing was given.
    Look it up at Tribute. Once it is paid, I give the goods as usual.
moderation-refund-failed =
    ❗ №{ $number }: the money did NOT go back: { $why }
    The order stays as it is. What I can't give back, give back in { $place } yourself.
moderation-bot-payment =
    ⚠️ Telegram told the bot of a payment; { $why ->
        [unknown_payment] its money went back to the buyer, and I have no order of it
       *[unreadable] I can't read it
    }. Nothing was given, nothing was taken back.
    > { $told }
moderation-bot-updates-lost =
    ⚠️ The bot that takes payments was away for so long that Telegram does not tell what buyers did meanwhile. A payment may have been missed.
    For the owner: compare the orders with the bot's Stars: @BotFather, the bot, Balance. I go on from here.
moderation-orders-missed =
    ⚠️ Orders of custom products that wait at Tribute: { $waiting }; open here: { $open }. I may have missed one, or one is closed here and not there.
    Look in Tribute for an order that I have told you nothing of.
moderation-event-not-taken = ⚠️ The shop did not take note of the event { $event }, and is not told again: { $why }.
moderation-stock-low =
    ⚠️ { $count ->
        [0] The last code of { $sku } is given: the next order waits for more.
        [one] One code of { $sku } is left.
       *[other] { $count } codes of { $sku } are left.
    }
    Add some: tribute-agent codes import FILE
moderation-program-fault =
    🐞 №{ $number } · a mistake in this program: { $what }
    The order stays as it was. Look at it at Tribute and in the shop.
    For the owner: `tribute-agent orders show { $number }`

moderation-config-refused = ⚠️ There is a mistake in the new settings: { $file }
moderation-config-kept = I work on with the old ones. Correct the file: I read it again by myself.
moderation-config-mended = ✅ The settings are right again. I work by them now.
moderation-config-changed =
    ⚠️ Changed in the settings: `{ $keys }`.
    That takes effect only when the program is started again. For the owner: stop it and start it.

## The daily line: 📊 In the last 24 hours: 12 orders, €140.00 · 11 by themselves, 1 by you · №148 waits

moderation-daily =
    📊 { $period ->
        [day] In the last 24 hours
       *[longer] Since { $since }
    }: { $parts }
moderation-daily-part =
    { $part ->
        [arrived]
            { $count ->
                [0] no orders
                [one] 1 order
               *[other] { $count } orders
            }
        [completed] { $count } by themselves
        [closed] { $count } by you
        [at-work] { $count } under way
       *[waiting]
            { $count ->
                [1] { $numbers } waits
               *[other] { $numbers } wait
            }
    }

## The orders that wait for people: 📌 Wait for you: 2, and a line for each: №148 number? · 40 min · Pavel

moderation-board =
    { $count ->
        [0] 📌 Nobody waits
       *[other] 📌 Wait for you: { $count }
    }
moderation-board-given-up = 📌 The list of those who wait is not kept any more: `/orders`
moderation-waits-for =
    { $wanted ->
        [number] number?
        [refused] refused
       *[other] { $reason }
    }
moderation-age =
    { $unit ->
        [new] < { $count } min
        [minutes] { $count } min
        [hours] { $count } h
       *[days] { $count } d
    }
moderation-reminder = ⏰ Still wait for you: { $count }
moderation-reminder-advice = Who sees to one: `{ $number }: mine`, and there is no reminder for an hour

## What a moderator can answer.

moderation-choices = Answer: { $words }
moderation-choice =
    { $word ->
        [approve] `yes` · `no`
        [account] the account number
        [shown-account] the right account number (a tap copies it)
        [other-account] another account number
        [press] `press 1` (once)
        [check] `check`
        [retry-configured] `retry` (after a change of the settings)
        [retry-as-paid] `retry` (give it for what was paid)
        [retry] `retry`
        [retry-if-not] `retry` (they are not)
        [given] `given`
        [given-if-there] `given` (the goods are there: I answer and press the button)
        [given-if-there-told] `given` (the goods are there: I tell the buyer)
        [given-if-there-alone] `given` (the goods are there)
        [refund] `refund` (the money goes back)
       *[close] `close`
    }

## What a moderator is answered. A sign always comes first: by a number in front the agent knows the words of people.

moderation-verdict =
    { $verdict ->
        [scheduled] ⏱ №{ $number }: { $product } to { $account } in { $seconds } s. `stop` takes it back.
        [scheduled-new] ⏱ №{ $number }: { $product } to { $account } in { $seconds } s. The order does not name this number: please check. `stop` takes it back.
        [already-scheduled] ⏱ №{ $number }: { $other } has already given the number { $account }. Another one: first `stop`.
        [account-taken] ✅ №{ $number }: number { $account }, the shop is called. Decided by { $person }.
        [stopped] ↩️ №{ $number }: the number { $account } is taken back. The order waits.
        [stopped-to-be-sure] ↩️ №{ $number }: I don't understand, so the number { $account } is taken back. The order waits.
        [nothing-to-stop] ❓ №{ $number }: there is nothing to take back.
        [too-late] ❗ №{ $number }: too late, the shop has the number { $account }.
        [retried] 🔄 №{ $number }: trying again. Decided by { $person }.
        [approved] ✅ №{ $number }: all right, I go on. Decided by { $person }.
        [declined] ✋ №{ $number }: all right, I don't; the order is yours. Decided by { $person }.
        [changed] ❓ №{ $number }: the message has changed meanwhile. Please look again.
        [still-stuck] ❗ №{ $number }: by today's settings it still can't be done: { $other }.
        [given] ✅ №{ $number }: the goods were given by hand. I will answer the customer and press the button. Decided by { $person }.
        [given-told] ✅ №{ $number }: the goods were given by hand. I will tell the buyer. Decided by { $person }.
        [given-alone] ✅ №{ $number }: the goods were given by hand. Decided by { $person }.
        [closed] ✅ №{ $number }: closed, I do nothing more. Decided by { $person }.
        [refunding] ↩️ №{ $number }: the customer is to get the money back: I ask for it, and tell the moderators what comes of it. Decided by { $person }.
        [already-refunded] ✅ №{ $number }: the money went back already.
        [partly-refunded] ❗ №{ $number }: a part of the money went back before. The rest give back in { $place } yourself.
        [refund-under-way] ❗ №{ $number }: another amount is on its way back already. Wait what comes of it.
        [cant-refund] ❗ №{ $number }: I can't give this money back: there is no call for it. Do it in { $place } yourself, and take the goods back if they were given.
        [cant-refund-part] ❗ №{ $number }: here all of the money can be given back, not a part of it.
        [refund-refused] ❗ №{ $number }: the money can't go back so: { $other }
        [bad-amount] ❗ №{ $number }: so much was not paid.
        [looking] 🔄 №{ $number }: looking at the chat again.
        [claimed] 🙋 №{ $number }: { $person } sees to it.
        [pressing] 🔄 №{ $number }: pressing “{ $other }”, once. Decided by { $person }.
        [story] №{ $number }
        [which-done] ❓ №{ $number }: does “done” mean `given` (the goods were given: I answer and press the button) or `close` (nothing more is to be done)?
        [which-done-told] ❓ №{ $number }: does “done” mean `given` (the goods were given: I tell the buyer) or `close` (nothing more is to be done)?
        [which-done-alone] ❓ №{ $number }: does “done” mean `given` (the goods were given) or `close` (nothing more is to be done)?
        [already-given-to] ❗ №{ $number }: the goods are given to { $account } already, and not twice.
        [already-given] ❗ №{ $number }: the goods are given already, and not twice.
        [wait] ⏳ №{ $number }: please wait, the shop has not answered yet.
        [price-first] ❗ №{ $number }: first the price: what was paid is not what the settings say. Change the settings and send the number again, or say `given` or `close`.
        [settled-for] ✅ №{ $number }: settled already ({ $other }), given to { $account }.
        [settled] ✅ №{ $number }: settled already ({ $other }).
        [not-now] ❓ №{ $number }: that can't be done now.
       *[unreadable] ❓ №{ $number }: I did not understand that.
    }
moderation-too-old = №{ $number }: asked too long ago, nothing was done.
moderation-story =
    📄 №{ $number } · { $state }{ $reason ->
        [none] { "" }
       *[other] : { $reason }
    }
    Ordered { $ordered }, last event { $updated }. Calls to the shop: { $calls }.{ $decided ->
        [yes] { " " }Decided by { $by }.
       *[no] { "" }
    }
moderation-no-such-order = ❓ There is no order №{ $number }. All of them: `/orders`
moderation-which-order = ❓ Which order? Reply to its message, or write its number in front: `148: 12345`
moderation-open-orders =
    { $waiting ->
        [0] { $working ->
            [0] 📌 No order is open.
           *[other] 📌 Nobody waits. In progress: { $working }
        }
       *[other] 📌 Wait for you: { $waiting }, in progress: { $working }
    }
moderation-more-orders = … and { $count } more
moderation-retried = 🔄 Trying again: { $count }
moderation-status =
    { $paused ->
        [yes] ⏸ Paused: the shop gets no orders, only word of money that went back. `/resume` ends that.
       *[no] ✅ At work.
    } Wait for you: { $waiting }, in progress: { $working }.
moderation-paused =
    { $paused ->
        [yes] ⏸ Paused by { $person }: the shop gets no orders, only word of money that went back; what is given is delivered. `/resume` ends that.
       *[no] ▶️ Resumed by { $person }.
    }
moderation-not-heard =
    { $known ->
        [yes] 🚫 { $person }: only those who are named in the settings can decide here (`[moderators] allowed`).
       *[no] 🚫 Anonymous messages, forwarded ones and those of channels are not heard: write under your own name.
    }
moderation-unheard = ⚠️ While I was away more was written here than I read. Please repeat what has no answer.
moderation-help =
    📖 Reply to the message about an order, or write its number in front: `148: close`.
    the account number · `yes` · `no` · `stop` · `retry` · `given` · `close` · `refund` · `press 1` · `check` · `mine` · `who`
    Anywhere: `/orders` · `/order 148` · `/retry shop_refused` · `/pause` · `/resume` · `/status`
moderation-unknown-decided =
    { $decided ->
        [order] ✅ This is order №{ $number }. Send the account number as a reply to its message. To have such be known by themselves, for the owner: describe them in { $file }, section `[[tribute.profile]]`.
        [no-order] ✅ Messages that begin so are not shown any more. Orders are known by the section `[[tribute.profile]]` in { $file }.
       *[not-now] ❓ That can't be done with this message: answer it yourself in the chat with Tribute, as the seller.
    }

## The owner's bot.

moderation-button =
    { $button ->
        [press] 👉 Press “{ $label }”
        [retry] 🔁 Retry
        [check] 🔍 Check
        [given] ✅ Given
        [yes-given] Yes, given by hand
        [refund] ↩️ Refund
        [yes-refund] Yes, give the money back
        [close] ✖️ Close
        [yes-close] Yes, close
        [stop] ⛔ Stop
        [no] No
        [approve] ✅ Yes
        [decline] ✋ No
       *[mine] 🙋 Mine
    }
moderation-refund-place =
    { $source ->
        [tbank] the bank's cabinet
        [telegram_payments] the payment provider's cabinet
       *[other] Tribute
    }
moderation-is-it-meant = ❓ №{ $number } is paid, and this can't be undone. Please confirm below the message.
moderation-bot-is-silent =
    ⚠️ The moderators' bot can't write here: { $why }. { $again ->
        [yes] I write in its place, and try it again.
       *[no] I write in its place until that is put right and the agent restarted.
    }
    For the owner: `tribute-agent doctor` says what is wrong with it
moderation-ring =
    { $number ->
        [0] Something above is for you.
       *[other] №{ $number }: you are needed.
    }
moderation-seller-disconnected =
    🔴 The seller's account is disconnected. Orders wait, nothing is lost.
    For the owner: `tribute-agent login`
moderation-command =
    { $command ->
        [orders] Open orders
        [order] One order: /order 148
        [retry] Try again what waits for one reason: /retry shop_refused
        [pause] Give nothing for now
        [resume] Give again
        [status] How it is going
       *[help] What can be said here
    }
