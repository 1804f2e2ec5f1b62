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
    .remedy = { -loopback-remedy }
sandbox-config_not_ours = { $path } was not written by `sandbox --write-config`.
    .remedy = Name another file: one that people write is never overwritten.
sandbox-config_unwritable = The configuration { $path } can't be written: { $problem }.
    .remedy = Name a file in a folder that can be written.
sandbox-output = Standard output can't be written: { $problem }.
