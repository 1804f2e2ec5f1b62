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
    .remedy = Проверьте, что мешает программам открывать порты: файрвол, изоляция, лимиты.
sandbox-config_not_ours = { $path } записан не командой `sandbox --write-config`.
    .remedy = Укажите другой файл: написанное человеком не перезаписывается.
sandbox-config_unwritable = Настройки { $path } не записываются: { $problem }.
    .remedy = Укажите файл в папке, доступной для записи.
sandbox-output = Не удаётся писать в стандартный вывод: { $problem }.

## Что она пишет в терминал.

sandbox-ready =
    Telegram, бот Tribute и магазин работают, только на этом компьютере. Наберите в другом окне:
    { "  " }{ $command }
    Enter — ещё один заказ, Ctrl-C — конец.
    Попробовать `login`: телефон { $phone }, код { $code }, пароль «{ $password }»; сессию для импорта покажет --json.
sandbox-event =
    { $event ->
        [order_sent] бот прислал заказ
        [activation] { $outcome ->
            [activated] магазин выдал товар на { $account }
            [already_activated] магазин выдал товар на { $account } раньше
            [refused] магазин отказал для { $account }
            [bad_signature] запрос к магазину с неверной подписью
           *[unavailable] магазин недоступен
        }
        [reply] ответ: { $said }
        [confirmation] бот просит подтвердить
        [press] нажата кнопка «{ $label }»
        [completed] выполнен ✓
        [escalation] модераторам: { $said }
       *[message] сообщение: { $said }
    }
sandbox-done = Заказов: { $orders }, выполнено: { $completed }, у модераторов: { $escalated }, не закончено: { $unsettled }.
