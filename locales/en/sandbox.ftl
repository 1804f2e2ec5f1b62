## The errors of `sandbox`.

sandbox-orders_unreadable = { rehearse-orders_unreadable }
    .remedy = { rehearse-orders_unreadable.remedy }
sandbox-bad_order = { rehearse-bad_order }
    .remedy = { rehearse-bad_order.remedy }
sandbox-no_orders = { rehearse-no_orders }
    .remedy = { rehearse-no_orders.remedy }
sandbox-too_many_orders = { rehearse-too_many_orders }
    .remedy = { rehearse-too_many_orders.remedy }
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
        [reply] reply: { $said }
        [confirmation] the bot asks to confirm
        [press] the button «{ $label }» was pressed
        [completed] completed ✓
        [escalation] to the moderators: { $said }
       *[message] a message: { $said }
    }
sandbox-done = Orders: { $orders }, completed: { $completed }, with the moderators: { $escalated }, not settled: { $unsettled }.
