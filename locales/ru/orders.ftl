## Заказы словами: что с заказом сейчас, почему он у модераторов или закрыт, что с ним было.

order-field =
    { $field ->
        [number] №
        [time] Время
        [customer] Покупатель
        [product] Товар
        [item] В магазине
        [price] Цена
        [details] Детали
        [account] Аккаунт
        [problem] Проблема
        [checkout] Счёт
        [reference] Ссылка магазина
        [decided_by] Решил
       *[state] Состояние
    }
order-state =
    { $state ->
        [activating] ждёт магазин
        [replying] ждёт ответа покупателю
        [awaiting_confirmation] ждёт бота
        [confirming] нажимаем кнопку
        [sending] ждёт сообщения покупателю
        [completed] выполнен
        [escalated] у модераторов
        [closed] закрыт
        [revoking] деньги вернули, товар ещё не забрали
        [restocked] коды снова есть
        [refunded] деньги вернули
       *[other] { $state }
    }
order-refunded-part =
    вернули часть денег{ $amount ->
        [none] { "" }
       *[other] : { $amount }
    }
order-reason =
    { $reason ->
        [missing_field] в заказе не хватает строки
        [ambiguous_field] строка в заказе повторяется
        [bad_price] цена не читается
        [unknown_product] такого товара нет в настройках
        [no_details] покупатель ничего не написал
        [no_account_id] нет номера аккаунта
        [ambiguous_account_id] несколько номеров аккаунта
        [doubtful_account_id] номер аккаунта под сомнением
        [possible_duplicate] возможно, та же продажа, что и другой заказ
        [paid_twice] по этому счёту уже платили
        [unknown_payment] такого платежа никто не просил
        [price_mismatch] цена не та, что просили
        [shop_refused] магазин отказал
        [out_of_stock] кончились коды
        [shop_unavailable] магазин недоступен
        [shop_unclear] ответ магазина непонятен
        [account_mismatch] магазин назвал другой аккаунт
        [activated_for_other_account] возможно, выдано на другой аккаунт
        [order_edited] заказ изменили
        [order_deleted] заказ удалили
        [reply_refused] Telegram не принял ответ
        [reply_in_doubt] в чате есть ответ: наш или продавца
        [reply_detached] ответ не привязан к заказу
        [no_confirmation] бот не ответил
        [unknown_button] незнакомая кнопка
        [keyboard_replaced] кнопки сменились
        [press_refused] бот не принял нажатие
        [press_unknown] неизвестно, сработало ли нажатие
        [not_revoked] магазин не забирает товар
        [approve_reply] ответ ждёт вашего «да»
        [approve_press] нажатие ждёт вашего «да»
        [not_approved] ответить или нажать не разрешили
        [found_after_restore] найден после потери журнала
        [answered_by_hand] ответили вручную
        [pressed_by_hand] нажали вручную
        [closed_by_moderator] закрыл модератор
       *[other] { $reason }
    }
order-event-press-words = нажатие принято со словами «{ $words }»
order-event =
    { $event ->
        [activation_begun] обращаемся к магазину
        [reply_begun] отправляем ответ
        [reply_stands] { $detail ->
            [attached] ответ в чате
           *[detached] ответ в чате, но не привязан к заказу
        }
        [reply_refused] Telegram не принял ответ
        [answered_by_hand] ответили вручную
        [confirmation_seen] { $detail ->
            [wanted] бот показал кнопку
           *[unknown] бот показал незнакомые кнопки
        }
        [confirmation_overdue] бот вовремя не ответил
        [press_begun] нажимаем кнопку
        [press_answered] { $detail ->
            [accepted] нажатие принято
            [refused] бот не принял нажатие
           *[unknown] неизвестно, сработало ли нажатие
        }
        [press_put_off] нажатие отложено
        [press_evidence] по чату видно: кнопка нажата
        [press_unproven] следов нажатия нет
        [keyboard_replaced] кнопки сменились, или написал владелец
        [bot_spoke] бот что-то написал
        [order_edited] заказ изменили
        [order_deleted] заказ удалили
        [message_begun] пишем покупателю
        [message_sent] покупателю написано
        [message_refused] сообщение покупателю не принято
        [press_said] модератор попросил нажать кнопку
        [reply_drafted] ответ показан модераторам
        [approved] модератор разрешил
        [declined] модератор не разрешил
        [account_given] модератор указал аккаунт
        [retry_said] модератор попросил повторить
        [given_said] модератор выдал товар вручную
        [close_said] модератор закрыл заказ
        [check_said] модератор попросил проверить
        [refunded] деньги вернули
        [revocation_begun] просим магазин забрать товар
        [revocation_answered] { $detail ->
            [revoked] магазин забрал товар
            [not_yet] магазин ещё не забрал товар
           *[not_revoked] магазин не забирает товар
        }
        [journal_restored] найден после потери или восстановления журнала
       *[other] { $event }
    }
order-codes = Коды:
order-shop-answer =
    { $answer ->
        [activated] магазин: выдано
        [already_activated] магазин: выдано раньше
        [pending] магазин: ещё не готово
        [refused] магазин: отказ { $why }
        [out_of_stock] не хватает кодов
        [misconfigured] магазин: наш ключ или наши часы неверны
        [intercepted] вместо магазина ответил кто-то другой
        [unavailable] магазин: { $why }
       *[unclear] магазин: непонятный ответ
    }

## `orders list`, `show`, `export`, `backup`

orders-none = Таких заказов нет.
orders-older =
    { $is_all ->
        [yes] Есть и более старые, заказов: { $count }
       *[no] Есть и более старые, заказов больше { $count }
    }. Следующие покажет та же команда с `--before { $first }`.
orders-seen =
    { $by ->
        [chat] замечен в чате
        [bot] сообщил бот, который принимает оплату
       *[webhook] пришёл вебхуком
    }
orders-unknown = Заказа { $order } в журнале нет.
    .remedy = Все заказы покажет `tribute-agent orders list`.
orders-copied = Скопировано и проверено: { $file } (заказов: { $orders }, из них открыто: { $open }; { $bytes } Б)

## `orders retry`, `given`, `close`, `account`

orders-person =
    { $user ->
        [nobody] командная строка
       *[other] { $user } (командная строка)
    }
orders-person-server = сервер магазина
orders-refund-question =
    №{ $number }, { $product }: вернуть { $part ->
        [all] деньги
       *[other] { $part }
    } покупателю?
orders-other_currency = №{ $number }: заплачено { $paid }, вернуть { $amount } нельзя.
    .remedy = Укажите сумму в той валюте, в которой заплачено.
orders-account-question = №{ $number }, { $product }: выдать на аккаунт { $account }?
orders-approve-question =
    №{ $number }, { $product }: { $reason ->
        [approve_reply] ответить «{ $asked }»?
       *[approve_press] нажать «{ $asked }»?
    }
orders-carried-out =
    { $by ->
        [run] Принял работающий агент.
       *[command] Записано в журнал. Агент не запущен: всё, что нужно сделать по заказу, сделает `tribute-agent run`, когда его запустят.
    }
orders-unanswered = №{ $number }: работающий агент не ответил. Запрос отозван, ничего не сделано.
    .remedy = Проверьте, работает ли он: `tribute-agent status`, и повторите.
orders-not_done = { $words }
    .remedy =
        { $can ->
            [none] Что было с заказом: `{ $show }`
           *[some] Сейчас можно: { $can }
        }
orders-some_not_done = Не сделано для заказов: { $count } из { $all }; почему, сказано выше.
    .remedy = Что можно сделать с одним из них, подскажет `tribute-agent orders close НОМЕР` и подобные команды.
orders-none_waiting = У модераторов нет заказов с причиной { $reason }.
    .remedy = Причины покажет `tribute-agent orders list --state escalated --json`.
orders-no_account = { $account } — не номер аккаунта: шаблон из [account_id] не подходит к нему целиком.
    .remedy = Проверьте номер; что находит шаблон, покажет `tribute-agent parse`.
orders-refused = Ничего не сделано.
orders-unconfirmed = Спросить не в чем: терминала нет. Ничего не сделано.
    .remedy = Если всё верно, добавьте --yes.

## `orders adopt`

adopt-since = Что сделано с { $since }, неизвестно. Эти заказы уйдут модераторам:
adopt-nothing-since = После конца журнала в чате ничего не написано.
adopt-order =
    { $is ->
        [open] был начат
        [answered] с ответом
       *[unanswered] без ответа
    }
adopt-more = … и ещё { $count }
adopt-no-order = ни одного
adopt-nothing-is-given = По ним ничего не будет выдано, отправлено или нажато. Более поздние заказы обрабатываются как обычно.
adopt-question = Сделать это?
adopt-done = Готово. Заказов, которые ждут людей: { $count }. Запустите `tribute-agent run`: он сообщит модераторам и возьмёт новые заказы.
adopt-nothing-to-do = Делать нечего: сессия не помнит ничего, чего не знает журнал. Если сессия тоже восстановлена из копии, укажите, с какого времени смотреть: --since.
adopt-refused = Ничего не изменено.
adopt-unconfirmed = Подтвердить некому: это не терминал. Ничего не изменено.
    .remedy = Прочтите список выше; если всё так, добавьте --yes.
adopt-chat_unread = Чат с Tribute не читается: { $why }. Ничего не изменено.
    .remedy = Проверьте, работает ли Telegram у этого аккаунта, и попробуйте позже.
adopt-too_long = Сообщений больше, чем можно просмотреть. Ничего не изменено.
    .remedy = Укажите время позже: --since 2026-11-01.
