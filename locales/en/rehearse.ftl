## `rehearse` and `sandbox`: their errors.

-order-format = one JSON object with `text` and `entities`, and optionally `expect`, `shop`, `bot`, `owner`, `forwarded`
-loopback-remedy = See what keeps programs from using loopback here: a firewall, a sandbox, a limit.

rehearse-orders_unreadable = The file of orders { $path } can't be read: { $problem }.
    .remedy = Name a readable file of JSON Lines, or a number of orders.
rehearse-bad_order = { $path }, line { $line }: { $problem }.
    .remedy = Correct that line: { -order-format }.
rehearse-no_orders = There are no orders in { $path }.
    .remedy = Write one JSON object a line, or name a number of orders.
rehearse-too_many_orders = { $count } orders are too many.
    .remedy = Ask for at most { $count_max }.
rehearse-cannot_listen = The rehearsal can't listen on 127.0.0.1: { $problem }.
    .remedy = { -loopback-remedy }
rehearse-bad_fixture = The fixture { $name } can't be played: { $problem }
    .remedy = Correct the file in fixtures/orders and build again.
rehearse-live_shop = `--shop` is the address of the live shop: a rehearsal never calls it.
    .remedy = Name a test server, such as http://127.0.0.1:8000/tribute.
rehearse-no_examples = The configuration has no `examples` in [account_id] to make orders with.
    .remedy = Add a line such as: examples = ["12345"]
rehearse-no_folder = The rehearsal's temporary folder: { $problem }.
    .remedy = See whether the folder for temporary files (TMPDIR) can be written.
rehearse-interrupted = The rehearsal was interrupted.
    .remedy = Nothing is left behind; start again when you like.
rehearse-broken = A part of the rehearsal broke: { $problem }.
    .remedy = Please report this, with the text above.

sandbox-orders_unreadable = { rehearse-orders_unreadable }
    .remedy = { rehearse-orders_unreadable.remedy }
sandbox-bad_order = { rehearse-bad_order }
    .remedy = { rehearse-bad_order.remedy }
sandbox-no_orders = { rehearse-no_orders }
    .remedy = { rehearse-no_orders.remedy }
sandbox-too_many_orders = { rehearse-too_many_orders }
    .remedy = { rehearse-too_many_orders.remedy }
sandbox-cannot_listen = The sandbox can't listen on 127.0.0.1: { $problem }.
    .remedy = { -loopback-remedy }
sandbox-config_not_ours = { $path } was not written by `sandbox --write-config`.
    .remedy = Name another file: one that people write is never overwritten.
sandbox-config_unwritable = The configuration { $path } can't be written: { $problem }.
    .remedy = Name a file in a folder that can be written.
sandbox-output = Standard output can't be written: { $problem }.
