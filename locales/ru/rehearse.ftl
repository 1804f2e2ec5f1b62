## `rehearse` и `sandbox`: ошибки.

-order-format = объект JSON с `text` и `entities` и, по желанию, `expect`, `shop`, `bot`, `owner`, `forwarded`
-loopback-remedy = Проверьте, что мешает программам открывать порты: файрвол, изоляция, лимиты.

rehearse-orders_unreadable = Файл заказов { $path } не читается: { $problem }.
    .remedy = Укажите читаемый файл JSON Lines или количество заказов.
rehearse-bad_order = { $path }, строка { $line }: { $problem }.
    .remedy = Исправьте эту строку: { -order-format }.
rehearse-no_orders = В { $path } нет заказов.
    .remedy = Напишите по объекту JSON в строке или укажите количество заказов.
rehearse-too_many_orders =
    { $count ->
        [one] { $count } заказ — слишком много.
        [few] { $count } заказа — слишком много.
       *[other] { $count } заказов — слишком много.
    }
    .remedy = Закажите не больше { $count_max }.
rehearse-cannot_listen = Репетиция не может открыть порт на 127.0.0.1: { $problem }.
    .remedy = { -loopback-remedy }
rehearse-bad_fixture = Пример { $name } не сыграть: { $problem }
    .remedy = Исправьте файл в fixtures/orders и соберите заново.
rehearse-live_shop = `--shop` — адрес настоящего магазина: репетиция его не вызывает.
    .remedy = Укажите тестовый сервер, например http://127.0.0.1:8000/tribute.
rehearse-no_examples = В настройках, в [account_id], нет `examples`: не из чего составить заказы.
    .remedy = Добавьте строку, например: examples = ["12345"]
rehearse-no_folder = Временная папка репетиции: { $problem }.
    .remedy = Проверьте, можно ли писать в папку временных файлов (TMPDIR).
rehearse-interrupted = Репетиция прервана.
    .remedy = После неё ничего не осталось; запускайте снова, когда хотите.
rehearse-broken = Часть репетиции сломалась: { $problem }.
    .remedy = Пожалуйста, сообщите об этом, приложив текст выше.

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
