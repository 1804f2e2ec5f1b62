## Ошибки `sandbox`.

sandbox-orders_unreadable = { rehearse-orders_unreadable }
    .remedy = { rehearse-orders_unreadable.remedy }
sandbox-bad_order = { rehearse-bad_order }
    .remedy = { rehearse-bad_order.remedy }
sandbox-no_orders = { rehearse-no_orders }
    .remedy = { rehearse-no_orders.remedy }
sandbox-too_many_orders = { rehearse-too_many_orders }
    .remedy = { rehearse-too_many_orders.remedy }
sandbox-cannot_listen = Песочница не может открыть порт на 127.0.0.1: { $problem }.
    .remedy = { -loopback-remedy }
sandbox-config_not_ours = { $path } записан не командой `sandbox --write-config`.
    .remedy = Укажите другой файл: написанное человеком не перезаписывается.
sandbox-config_unwritable = Настройки { $path } не записываются: { $problem }.
    .remedy = Укажите файл в папке, доступной для записи.
sandbox-output = Не удаётся писать в стандартный вывод: { $problem }.
