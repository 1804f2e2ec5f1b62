## The errors of `rehearse`.

-order-format = one JSON object, which may have `text` and `entities` (otherwise they are made up), `expect`, `shop`, `bot`, `owner`, `form`, `forwarded`

rehearse-orders_unreadable = The file of orders { $path } can't be read: { $problem }.
    .remedy = Name a readable file of JSON Lines, or a number of orders.
rehearse-bad_order = { $path }, line { $line }: { $problem }.
    .remedy = Correct that line: { -order-format }.
rehearse-no_orders = There are no orders in { $path }.
    .remedy = Write one JSON object a line, or name a number of orders.
rehearse-too_many_orders = { $count } orders are too many.
    .remedy = Ask for at most { $count_max }.
rehearse-cannot_listen = The rehearsal can't listen on 127.0.0.1: { $problem }.
    .remedy = See what keeps programs from using loopback here: a firewall, a sandbox, a limit.
rehearse-bad_fixture = The fixture { $name } can't be played: { $problem }
    .remedy = Correct the file in fixtures and build again.
rehearse-live_shop = `--shop` is the address of the live shop, or may lead to it by another name: a rehearsal never calls it.
    .remedy = Name a test server, such as http://127.0.0.1:8000/tribute. One on the live shop's machine needs another path or port, or its address in [shop.test].
rehearse-fault_without_effect =
    { $why ->
        [api] `--faults { $fault }` changes nothing here: in a rehearsal nobody calls Tribute's API.
        [webhooks] `--faults { $fault }` changes nothing here: with these orders a rehearsal has no webhooks.
        [payments] `--faults { $fault }` changes nothing here: with these orders nobody pays a bot in a rehearsal.
       *[order] `--faults { $fault }` has no place in a rehearsal: its webhooks come one after the other, as they are written.
    }
    .remedy =
        { $why ->
            [payments] Leave out --orders and --config, or use `tribute-agent sandbox --payments-bot --faults { $fault }`.
            [webhooks] Leave out --orders and --config, or use `tribute-agent sandbox --server --faults { $fault }`.
           *[other] Use `tribute-agent sandbox --server --faults { $fault }`.
        }
rehearse-no_examples = The configuration has no `examples` in [account_id] to make orders with.
    .remedy = Add a line such as: examples = ["12345"]
rehearse-no_folder = The rehearsal's temporary folder: { $problem }.
    .remedy = See whether the folder for temporary files (TMPDIR) can be written.
rehearse-interrupted = Interrupted after { $count } of { $orders } orders.
    .remedy = Nothing is left behind; start again when you like.
rehearse-broken = A part of the rehearsal broke: { $problem }.
    .remedy = Please report this, with the text above.

## The report and the progress of `rehearse`.

rehearse-order = order { $number }
rehearse-untitled = an order
rehearse-not-read = on its way
rehearse-end =
    { $end ->
        [completed] completed
        [escalated] with the moderators
        [closed] closed
        [refunded] refunded
        [other] no order
        [told] no order; the moderators were told
       *[any] any end
    }
rehearse-at-most-once = at most 1
rehearse-expected-connection = a connection
rehearse-agent-stops = stops: { $error }
rehearse-agent-works-on = works on
rehearse-agent-works-to-the-end = works to the end
rehearse-agent-stopped-early = stopped by itself
rehearse-agent-stuck = does not stop when asked to

rehearse-moderators-chat = The moderators' chat:
rehearse-column-title = what
rehearse-column-state = state
rehearse-column-as-expected = as expected
# $source is the order's place: `07-two-numbers.toml`, `order 3`.
rehearse-deviation =
    { $source }: { $aspect ->
        [state] state
        [reason] reason
        [account_id] account number
        [shop_account_id] account number at the shop
        [price] price
        [activations] activations
        [attempts] calls to the shop
        [journal_attempts] calls to the shop by the journal
        [notes] payments that a project at Salebot heard of beside those
        [refunds] goods taken back
        [answers] answers to webhooks
        [replies] replies
        [presses] presses
        [told] the moderators were told
        [answer] the shop's answer
        [repeat] the shop's answer to the same call once more
        [other_account] the shop's answer to the same order for another account
        [bad_signatures] calls with a bad signature
        [unrequested] replies and presses that nobody asked for
        [connection] connection
       *[agent] the agent
    }: expected { $expected }, came { $came }
# What the owner of a test server can do: $about is what is wrong.
rehearse-advice =
    { $about ->
        [refused] The shop has to know the accounts in `[account_id] examples` and the products of the catalogue, and to treat test orders as it would real ones.
        [misconfigured] It takes the signature of a test call, but not of these orders: it verifies the JSON as it prints it anew, not as it came. Verify the raw body, before any JSON parser or framework has touched it.
        [unreached] It answers a test call, but not these orders: look into its log at this time.
        [never_given] Nobody has asked for these orders before: answer `activated` when you give the goods, and `already_activated` only to a repeat.
        [repeat] Store `order_id` under a unique key, in the transaction that delivers, and answer a repeat with `already_activated` and the same `payment_id`. It may come an hour later, or while the first call is still running.
        [other_account] Store the account with `order_id`. For another one deliver nothing, and answer 409 with a code of yours.
       *[unclear] Answer `activated` once the goods are given, as JSON and nothing around it: docs/activation-protocol.md.
    }
rehearse-last-event = (last event: { $event })
rehearse-session-ended = Telegram ended the session. The agent stops (exit code { $exit_code }) and says:
rehearse-session-ended-next = What was done stays done. What is left is in the journal and goes on after the next login.
rehearse-faults = What went wrong on purpose: { $faults }.
rehearse-fault =
    { $kind ->
        [cuts] connections cut
        [blackholes] network outages
        [silences] silences of the server
        [floods] requests to wait (FLOOD_WAIT)
        [errors] errors of the server
        [unanswered] lost answers
        [garbled] nonsensical answers
        [delayed] slow answers
        [updates_lost] lost updates
        [updates_doubled] doubled updates
        [updates_swapped] swapped updates
        [differences_too_long] gaps too long to tell
        [migrations] groups that moved
       *[sessions_ended] sessions ended
    } { $count }
rehearse-summary = { $as_expected } of { $orders } as expected: { $completed } completed, { $escalated } with the moderators, { $closed } closed, { $other } other; { $seconds } s

## The errors of `sandbox`.

sandbox-orders_unreadable = { rehearse-orders_unreadable }
    .remedy = { rehearse-orders_unreadable.remedy }
sandbox-bad_order = { rehearse-bad_order }
    .remedy = { rehearse-bad_order.remedy }
sandbox-no_orders = { rehearse-no_orders }
    .remedy = { rehearse-no_orders.remedy }
sandbox-too_many_orders = { rehearse-too_many_orders }
    .remedy = { rehearse-too_many_orders.remedy }
sandbox-bad_purchase = { $path }, line { $line }: { $problem }.
    .remedy = Correct that line: one JSON object, which may have `payload`, `event`, `expect`, `shop`, `shop_refund`, `webhook`, `refund`.
sandbox-cannot_listen = The sandbox can't listen on 127.0.0.1: { $problem }.
    .remedy = See what keeps programs from using loopback here: a firewall, a sandbox, a limit.
sandbox-config_not_ours = { $path } was not written by `sandbox --write-config`.
    .remedy = Name another file: one that people write is never overwritten.
sandbox-config_unwritable = The configuration { $path } can't be written: { $problem }.
    .remedy = Name a file in a folder that can be written.
sandbox-output = Standard output can't be written: { $problem }.

## What it writes to a terminal.

sandbox-ready =
    A Telegram, a Tribute bot and a shop are up, on this machine only. Type in another window:
    { "  " }{ $command }
    Enter sells one more order, Ctrl-C ends it.
    To try `login`: phone { $phone }, code { $code }, password “{ $password }”; --json shows the session to import for it.
sandbox-server =
    Tribute's API answers at { $api }, with the key { $key }.
    The agent's server is to be at { $server } (token { $token }): webhooks go to { $webhooks }.
sandbox-event =
    { $event ->
        [order_sent] the bot sent the order
        [activation] { $outcome ->
            [activated] the shop gave the goods to { $account }
            [already_activated] the shop had given the goods to { $account } before
            [refused] the shop refused { $account }
            [bad_signature] a call to the shop with a wrong signature
           *[unavailable] the shop is unavailable
        }
        [refund] { $outcome ->
            [revoked] the shop took the goods back
            [already_revoked] the shop had taken the goods back before
           *[other] the shop did not take the goods back
        }
        [callback] Salebot was told about the client { $account }: { $outcome } { $said }
        [webhook_sent] webhook { $name }: { $status ->
            [0] no answer
           *[other] { $status }
        }
        [api_call] Tribute's API: { $method } { $path }: { $status ->
            [0] no answer
           *[other] { $status }
        }
        [pre_checkout] a buyer wants to pay: { $verdict ->
            [accepted] the payments bot agreed
            [declined] the payments bot declined: { $said }
           *[unanswered] the payments bot has not answered
        }
        [telegram_payment] a buyer paid { $amount } { $currency }
        [payment_failed] a payment came to nothing: { $name }
        [telegram_refund] the money went back to the buyer
        [buyer_told] to a buyer: { $said }
        [reply] reply: { $said }
        [confirmation] the bot asks to confirm
        [press] the button «{ $label }» was pressed
        [completed] completed ✓
        [escalation] to the moderators: { $said }
        [moderator_said] a moderator tapped «{ $said }»
        [toast] they were shown: { $said }
       *[message] a message: { $said }
    }
sandbox-done = Orders: { $orders }, completed: { $completed }, with the moderators: { $escalated }, not settled: { $unsettled }.
