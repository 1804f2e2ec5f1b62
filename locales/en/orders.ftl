## Orders in words: where one stands, why it is with the moderators or closed, what happened to it.

order-field =
    { $field ->
        [number] №
        [time] Time
        [customer] Customer
        [product] Product
        [item] In the shop
        [price] Price
        [details] Details
        [account] Account
        [problem] Problem
        [checkout] Checkout
        [reference] Reference
        [decided_by] Decided by
       *[state] State
    }
order-state =
    { $state ->
        [activating] waits for the shop
        [replying] to be answered
        [awaiting_confirmation] waits for the bot
        [confirming] button being pressed
        [sending] to be written to
        [completed] completed
        [escalated] with the moderators
        [closed] closed
        [revoking] refunded, goods not taken back yet
        [refunded] refunded
       *[other] { $state }
    }
order-refunded-part =
    a part of the money went back{ $amount ->
        [none] { "" }
       *[other] : { $amount }
    }
order-reason =
    { $reason ->
        [missing_field] a line is missing in the order
        [ambiguous_field] a line stands twice in the order
        [bad_price] the price can't be read
        [unknown_product] the product is not in the configuration
        [no_details] the customer wrote nothing
        [no_account_id] no account number
        [ambiguous_account_id] several account numbers
        [doubtful_account_id] the account number is in doubt
        [possible_duplicate] perhaps the same sale as another order
        [paid_twice] the checkout was paid before
        [unknown_payment] nobody has asked for this payment
        [price_mismatch] the price is not the one that was asked for
        [shop_refused] the shop refused
        [out_of_stock] out of stock
        [shop_unavailable] the shop is unavailable
        [shop_unclear] the shop's answer is unclear
        [account_mismatch] the shop named another account
        [activated_for_other_account] the goods may have gone to another account
        [order_edited] the order was edited
        [order_deleted] the order was deleted
        [reply_refused] Telegram refused the reply
        [reply_in_doubt] an answer stands in the chat, ours or the owner's
        [reply_detached] the reply is not attached to the order
        [no_confirmation] the bot did not answer
        [unknown_button] an unknown button
        [keyboard_replaced] the buttons were replaced
        [press_refused] the bot refused the press
        [press_unknown] unknown whether the press took effect
        [not_revoked] the shop does not take the goods back
        [approve_reply] the reply waits for your yes
        [approve_press] the press waits for your yes
        [not_approved] the reply or the press was not approved
        [found_after_restore] found after the journal was lost
        [answered_by_hand] answered by hand
        [pressed_by_hand] pressed by hand
        [closed_by_moderator] a moderator closed it
       *[other] { $reason }
    }
order-event-press-words = the press was accepted, with the words “{ $words }”
order-event =
    { $event ->
        [activation_begun] the shop is called
        [reply_begun] the reply is sent
        [reply_stands] { $detail ->
            [attached] the reply is in the chat
           *[detached] the reply is in the chat, but not attached to the order
        }
        [reply_refused] Telegram refused the reply
        [answered_by_hand] answered by hand
        [confirmation_seen] { $detail ->
            [wanted] the bot shows the button
           *[unknown] the bot shows unknown buttons
        }
        [confirmation_overdue] the bot did not answer in time
        [press_begun] the button is pressed
        [press_answered] { $detail ->
            [accepted] the press was accepted
            [refused] the press was refused
           *[unknown] unknown whether the press took effect
        }
        [press_put_off] the press is put off
        [press_evidence] the chat shows that the button was pressed
        [press_unproven] no evidence of the press
        [keyboard_replaced] the buttons were replaced, or the owner wrote
        [bot_spoke] the bot said something
        [order_edited] the order was edited
        [order_deleted] the order was deleted
        [message_begun] the customer is written to
        [message_sent] the customer was written to
        [message_refused] the message to the customer was refused
        [press_said] a moderator asked for the press
        [reply_drafted] the reply was shown to the moderators
        [approved] a moderator approved it
        [declined] a moderator declined it
        [account_given] a moderator gave the account
        [retry_said] a moderator asked for a retry
        [given_said] a moderator gave the goods by hand
        [close_said] a moderator closed it
        [check_said] a moderator asked for a check
        [restocked] there are codes again
        [refunded] the money went back
        [revocation_begun] the shop is asked to take the goods back
        [revocation_answered] { $detail ->
            [revoked] the shop took the goods back
            [not_yet] the shop has not taken the goods back yet
           *[not_revoked] the shop does not take the goods back
        }
        [journal_restored] found after the journal was lost or restored
       *[other] { $event }
    }
order-codes = Codes:
order-shop-answer =
    { $answer ->
        [activated] the shop: activated
        [already_activated] the shop: activated before
        [pending] the shop: not done yet
        [refused] the shop: refused { $why }
        [out_of_stock] not enough codes
        [misconfigured] the shop: our key or clock is wrong
        [intercepted] something else answered in the shop's place
        [unavailable] the shop: { $why }
       *[unclear] the shop: an unclear answer
    }

## `orders list`, `show`, `export`, `backup`

orders-none = There are no such orders.
orders-older =
    { $is_all ->
        [yes] { $count ->
            [one] One more order is older
           *[other] { $count } more orders are older
        }
       *[no] More than { $count } more orders are older
    }: the same command with `--before { $first }` shows the next of them.
orders-seen =
    { $by ->
        [chat] seen in the chat
        [bot] told by the bot that is paid
       *[webhook] told by a webhook
    }
orders-unknown = There is no order { $order } in the journal.
    .remedy = `tribute-agent orders list` shows all of them.
orders-copied = Copied and read back: { $file } ({ $orders ->
        [one] { $orders } order
       *[other] { $orders } orders
    }, { $open } of them open; { $bytes } bytes)

## `orders retry`, `given`, `close`, `account`

orders-person =
    { $user ->
        [nobody] command line
       *[other] { $user } (command line)
    }
orders-refund-question =
    №{ $number }, { $product }: give { $part ->
        [all] the money
       *[other] { $part }
    } back to the customer?
orders-other_currency = №{ $number }: { $paid } was paid, { $amount } can't be given back.
    .remedy = Name an amount in the currency that was paid.
orders-person-server = the shop's server
orders-account-question = №{ $number }, { $product }: give it to the account { $account }?
orders-approve-question =
    №{ $number }, { $product }: { $reason ->
        [approve_reply] answer “{ $asked }”?
       *[approve_press] press “{ $asked }”?
    }
orders-carried-out =
    { $by ->
        [run] The agent at work has taken it.
       *[command] Written to the journal. The agent is not at work: what is to be done for the order, `tribute-agent run` does when it is started.
    }
orders-unanswered = №{ $number }: the agent at work did not answer. The request is taken back: nothing was done.
    .remedy = Look whether it works, `tribute-agent status`, and try again.
orders-not_done = { $words }
    .remedy =
        { $can ->
            [none] What happened to the order: `{ $show }`
           *[some] Possible now: { $can }
        }
orders-some_not_done = Not done for { $count } of { $all } orders: see above why.
    .remedy = What can be done for one of them, `tribute-agent orders close NUMBER` and its like say.
orders-none_waiting = No order is with the moderators for the reason { $reason }.
    .remedy = `tribute-agent orders list --state escalated --json` shows the reasons.
orders-no_account = { $account } is no account number: the pattern in [account_id] does not match it as a whole.
    .remedy = Look at the number once more; `tribute-agent parse` shows what the pattern finds.
orders-refused = Nothing was done.
orders-unconfirmed = There is no terminal to ask at, so nothing was done.
    .remedy = If it is right, add --yes.

## `orders adopt`

adopt-since = What was done since { $since } is not known. These orders go to the moderators:
adopt-nothing-since = Nothing was written in the chat since the journal ends.
adopt-order =
    { $is ->
        [open] was under way
        [answered] answered
       *[unanswered] not answered
    }
adopt-more = … and { $count } more
adopt-no-order = none
adopt-nothing-is-given = For these, nothing will be given, answered or pressed. Orders that come later are taken as always.
adopt-question = Do it?
adopt-done = Done. Orders that wait for people: { $count }. Start `tribute-agent run`: it tells the moderators and takes new orders.
adopt-nothing-to-do = Nothing to do: the session remembers nothing that the journal does not know. If the session was restored from a copy, too, say since when: --since.
adopt-refused = Nothing was changed.
adopt-unconfirmed = There is no terminal to ask at, so nothing was changed.
    .remedy = Read the list above; if that is what you want, add --yes.
adopt-chat_unread = The chat with Tribute can't be read: { $why }. Nothing was changed.
    .remedy = Check whether Telegram works for this account, and try again later.
adopt-too_long = There are more messages than can be looked through. Nothing was changed.
    .remedy = Name a later moment: --since 2026-11-01.
