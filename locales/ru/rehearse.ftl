## Ошибки `rehearse`.

-order-format = объект JSON, в котором могут быть `text` и `entities` (иначе придумываются), `expect`, `shop`, `bot`, `owner`, `form`, `forwarded`

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
    .remedy = Проверьте, что мешает программам открывать порты: файрвол, изоляция, лимиты.
rehearse-bad_fixture = Пример { $name } не сыграть: { $problem }
    .remedy = Исправьте файл в fixtures и соберите заново.
rehearse-live_shop = `--shop` — адрес настоящего магазина или может вести к нему под другим именем: репетиция его не вызывает.
    .remedy = Укажите тестовый сервер, например http://127.0.0.1:8000/tribute. Если он на той же машине, что и настоящий, нужен другой путь или порт — или его адрес в [shop.test].
rehearse-fault_without_effect =
    { $why ->
        [api] `--faults { $fault }` здесь ничего не меняет: в репетиции никто не обращается к API Tribute.
        [webhooks] `--faults { $fault }` здесь ничего не меняет: с этими заказами в репетиции нет вебхуков.
        [payments] `--faults { $fault }` здесь ничего не меняет: с этими заказами в репетиции никто не платит боту.
       *[order] `--faults { $fault }` для репетиции не годится: её вебхуки приходят по порядку, как записаны.
    }
    .remedy =
        { $why ->
            [payments] Уберите --orders и --config или запустите `tribute-agent sandbox --payments-bot --faults { $fault }`.
            [webhooks] Уберите --orders и --config или запустите `tribute-agent sandbox --server --faults { $fault }`.
           *[other] Запустите `tribute-agent sandbox --server --faults { $fault }`.
        }
rehearse-no_examples = В настройках, в [account_id], нет `examples`: не из чего составить заказы.
    .remedy = Добавьте строку, например: examples = ["12345"]
rehearse-no_folder = Временная папка репетиции: { $problem }.
    .remedy = Проверьте, можно ли писать в папку временных файлов (TMPDIR).
rehearse-interrupted = Прервано после { $count } из { $orders } заказов.
    .remedy = После неё ничего не осталось; запускайте снова, когда хотите.
rehearse-broken = Часть репетиции сломалась: { $problem }.
    .remedy = Пожалуйста, сообщите об этом, приложив текст выше.

## Отчёт и ход репетиции.

rehearse-order = заказ { $number }
rehearse-untitled = заказ
rehearse-not-read = в пути
rehearse-end =
    { $end ->
        [completed] выполнен
        [escalated] у модераторов
        [closed] закрыт
        [refunded] деньги возвращены
        [other] не заказ
        [told] не заказ: сказано модераторам
       *[any] любой исход
    }
rehearse-at-most-once = не больше 1
rehearse-expected-connection = соединение
rehearse-agent-stops = остановится: { $error }
rehearse-agent-works-on = работает дальше
rehearse-agent-works-to-the-end = работает до конца
rehearse-agent-stopped-early = остановилась сама
rehearse-agent-stuck = не останавливается по просьбе

rehearse-moderators-chat = Чат модераторов:
rehearse-column-title = что
rehearse-column-state = состояние
rehearse-column-as-expected = как ожидалось
# $source — где записан заказ: `07-two-numbers.toml`, `заказ 3`.
rehearse-deviation =
    { $source }: { $aspect ->
        [state] состояние
        [reason] причина
        [account_id] номер аккаунта
        [shop_account_id] номер аккаунта в магазине
        [price] цена
        [activations] выдач
        [attempts] обращений к магазину
        [journal_attempts] обращений к магазину по журналу
        [notes] оплат, о которых проект в Salebot узнал сверх того
        [refunds] забрано обратно
        [answers] ответы на вебхуки
        [replies] ответов
        [presses] нажатий
        [told] модераторам написано
        [answer] ответ магазина
        [repeat] ответ магазина на повторный запрос
        [other_account] ответ магазина на тот же заказ с другим аккаунтом
        [bad_signatures] обращений с неверной подписью
        [unrequested] лишних ответов и нажатий
        [connection] связь
       *[agent] программа
    }: ожидалось { $expected }, вышло { $came }
# Что может сделать владелец проверочного сервера: $about — что не так.
rehearse-advice =
    { $about ->
        [refused] Магазин должен знать аккаунты из `[account_id] examples` и товары каталога и обращаться с тестовыми заказами как с настоящими.
        [misconfigured] Подпись тестового запроса магазин принимает, а подпись этих заказов нет: он проверяет не тот JSON, что пришёл, а напечатанный им заново. Проверяйте тело запроса как есть, до разбора JSON фреймворком.
        [unreached] На тестовый запрос магазин отвечает, а на эти заказы нет: посмотрите его логи за это время.
        [never_given] Этих заказов раньше не было: отвечайте `activated`, когда выдаёте товар, а `already_activated` только на повтор.
        [repeat] Храните `order_id` под уникальным ключом, в той же транзакции, что и выдача, и на повтор отвечайте `already_activated` с тем же `payment_id`. Повтор может прийти через час или пока идёт первый запрос.
        [other_account] Храните аккаунт вместе с `order_id`. На другой не выдавайте ничего и отвечайте 409 со своим кодом.
       *[unclear] Когда товар выдан, отвечайте `activated`: чистый JSON, без ничего вокруг (docs/activation-protocol.ru.md).
    }
rehearse-last-event = (последнее событие: { $event })
rehearse-session-ended = Telegram завершил сессию. Программа остановится (код выхода { $exit_code }) и скажет:
rehearse-session-ended-next = Что сделано, то сделано. Что осталось, записано в журнале и продолжится после нового входа.
rehearse-faults = Что было нарочно сломано: { $faults }.
rehearse-fault =
    { $kind ->
        [cuts] обрывы связи
        [blackholes] пропадания сети
        [silences] молчания сервера
        [floods] просьбы подождать (FLOOD_WAIT)
        [errors] ошибки сервера
        [unanswered] потерянные ответы
        [garbled] бессмысленные ответы
        [delayed] медленные ответы
        [updates_lost] потерянные уведомления
        [updates_doubled] двойные уведомления
        [updates_swapped] уведомления не по порядку
        [differences_too_long] слишком длинные пропуски
        [migrations] переехавшие группы
       *[sessions_ended] завершённые сессии
    } — { $count }
rehearse-summary = Как ожидалось: { $as_expected } из { $orders }; выполнено { $completed }, у модераторов { $escalated }, закрыто { $closed }, прочее { $other }; { $seconds } с

## Ошибки `sandbox`.

sandbox-orders_unreadable = { rehearse-orders_unreadable }
    .remedy = { rehearse-orders_unreadable.remedy }
sandbox-bad_order = { rehearse-bad_order }
    .remedy = { rehearse-bad_order.remedy }
sandbox-no_orders = { rehearse-no_orders }
    .remedy = { rehearse-no_orders.remedy }
sandbox-too_many_orders = { rehearse-too_many_orders }
    .remedy = { rehearse-too_many_orders.remedy }
sandbox-bad_purchase = { $path }, строка { $line }: { $problem }.
    .remedy = Исправьте эту строку: один объект JSON, в нём могут быть `payload`, `event`, `expect`, `shop`, `shop_refund`, `webhook`, `refund`.
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
sandbox-server =
    API Tribute отвечает на { $api }, ключ { $key }.
    Сервер агента должен быть на { $server } (токен { $token }): вебхуки идут на { $webhooks }.
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
        [refund] { $outcome ->
            [revoked] магазин забрал товар обратно
            [already_revoked] магазин забрал товар обратно раньше
           *[other] магазин не забрал товар обратно
        }
        [callback] Salebot узнал о клиенте { $account }: { $outcome } { $said }
        [webhook_sent] вебхук { $name }: { $status ->
            [0] нет ответа
           *[other] { $status }
        }
        [api_call] API Tribute: { $method } { $path }: { $status ->
            [0] нет ответа
           *[other] { $status }
        }
        [pre_checkout] покупатель хочет заплатить: { $verdict ->
            [accepted] бот для оплаты согласился
            [declined] бот для оплаты отказал: { $said }
           *[unanswered] бот для оплаты не ответил
        }
        [telegram_payment] покупатель заплатил { $amount } { $currency }
        [payment_failed] платёж не состоялся: { $name }
        [telegram_refund] деньги вернулись покупателю
        [buyer_told] покупателю: { $said }
        [reply] ответ: { $said }
        [confirmation] бот просит подтвердить
        [press] нажата кнопка «{ $label }»
        [completed] выполнен ✓
        [escalation] модераторам: { $said }
        [moderator_said] модератор нажал «{ $said }»
        [toast] ему показано: { $said }
       *[message] сообщение: { $said }
    }
sandbox-done = Заказов: { $orders }, выполнено: { $completed }, у модераторов: { $escalated }, не закончено: { $unsettled }.
