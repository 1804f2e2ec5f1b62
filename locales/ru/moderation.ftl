## Всё, что читают модераторы в своём чате.
##
## В обратных кавычках — моноширинный текст, строка после «> » — цитата. Чужие слова (имена, слова
## покупателя и магазина) моноширинны сами, и в цитате тоже.

moderation-quoted = «{ $text }»

## Карточка заказа. Её первая строка: ❗ №148 · 10 алмазов · €10,00 · аккаунт 12345 · 14:32

moderation-product-unknown = товар неизвестен
moderation-price-unreadable = цена не прочитана
moderation-account = аккаунт { $account }
moderation-closed =
    { $how ->
        [answered-by-hand] ответили вручную
        [pressed-by-hand] кнопку нажали вручную
        [owner] закрыл владелец
       *[moderator] закрыл модератор
    }{ $given ->
        [no] , не выдано
       *[yes] { "" }
    }
moderation-money-back = деньги вернули
moderation-some-of-it = часть
moderation-money-back-part = вернули { $amount } из оплаченного{ $given ->
        [no] ; ничего не выдано, а остальные деньги у вас
       *[yes] { "" }
    }

moderation-customer = Покупатель: { $customer }.
moderation-customer-unknown = Покупатель: неизвестен.

moderation-wrote-nothing = Сообщения нет.
moderation-wrote =
    Сообщение:
    > { $text }
moderation-payment-told =
    Об оплате сказано:
    > { $text }
moderation-was-to-be-told =
    Надо было сказать:
    > { $text }
moderation-whole-message =
    Сообщение целиком:
    > { $text }
moderation-before-and-after =
    Было и стало:
    > { $before }
    > { $after }

moderation-tribute-wrote = Tribute написал: «{ $text }»
moderation-tribute-wrote-later =
    Tribute потом написал:
    > { $text }

moderation-in-progress =
    { $doing ->
        [activating] В работе: жду ответа магазина.
        [replying] В работе: отвечаю покупателю.
        [awaiting-confirmation] В работе: жду кнопку от Tribute.
       *[confirming] В работе: нажимаю кнопку.
    }
moderation-revoking = Покупателю вернули деньги; магазин должен забрать товар.
moderation-revoking-part = Покупателю вернули { $amount } из оплаченного; прошу магазин забрать товар.
moderation-for-the-shop = Для магазина: заказ `{ $order }`.

## Что случилось с заказом, который ждёт человека.

moderation-reason =
    { $reason ->
        [missing_field] В заказе нет строки{ $about } или она пуста.
        [ambiguous_field] В заказе две строки{ $about }: не знаю, какая верная.
        [two-readings] Заказ читается двояко: строка повторяется или подходят два шаблона из настроек. Не знаю, как верно.
        [bad_price] Не понял цену{ $about }.
        [price-two-ways] Не понял цену{ $about }: { $detail } или { $other }?
        [unknown_product] Такого товара нет в настройках агента. Владельцу: добавьте { $detail } в { $file }.
        [no_details] В заказе нет деталей, а значит, и номера аккаунта.
        [no_account_id] В заказе нет номера аккаунта.
        [no-telegram-id] У покупателя нет Telegram id: он купил на сайте или по почте.
        [two-accounts] В заказе два номера: { $detail } и { $other }. Какой верный?
        [ambiguous_account_id] В заказе несколько номеров: { $detail }. Какой верный?
        [doubtful_account_id] Не могу точно понять, какой аккаунт имели в виду. Возможно: { $detail }.
        [possible_duplicate] Возможно, это та же продажа, что и заказ{ $about }, который пришёл другим путём.
        [paid_twice] По этому счёту уже платили: заказ{ $about }.
        [paid-twice-otherwise] По этому счёту уже платили: заказ{ $about }. Теперь { $detail }, а просили { $other }.
        [unknown_payment] Такого платежа здесь никто не просил{ $about }.
        [price_mismatch] Оплачено { $detail }, в настройках { $other }.
        [paid-otherwise] Оплачено { $detail }, а просили { $other }.
        [shop_refused] Магазин отказал: { $detail }. Сам повторять не буду.
        [codes-untold] Заказ пришёл не из чата: сообщить коды покупателю я не могу. Они для него отложены и больше никому не достанутся.
        [out_of_stock] Не хватает кодов { $detail }. Ничего не выдано.
        [shop-fails-alone] Только на этот заказ магазин отвечает { $detail }, остальные проходят. Я пробовал три раза.
        [shop_unavailable] Магазин не отвечал больше 72 часов: { $detail }. Больше не пробую.
        [still-pending] Магазин больше 72 часов отвечает, что ещё не закончил. Больше не спрашиваю.
        [shop_unclear] Магазин ответил непонятно: выдан товар или нет, неизвестно: { $detail }.
        [activated_for_other_account] Магазин уже выдал этот заказ раньше, на другой аккаунт.
        [account_mismatch] Магазин ответил про другой аккаунт: я просил для { $other }, он назвал { $detail }.
        [order_edited] Заказ изменили до выдачи.
        [order_deleted] Заказ удалили из чата до выдачи.
        [reply_refused] Telegram не принял мой ответ: { $detail }.
        [reply_detached] Мой ответ ушёл, но не прикрепился к заказу.
        [reply_in_doubt] В чате есть ответ на заказ: мой или продавца. Больше не отвечаю и ничего не нажимаю.
        [no_confirmation] Tribute не прислал кнопку после моего ответа.
        [unknown_button] Кнопки { $button } нет. Есть: { $detail }. Незнакомые кнопки сам не нажимаю.
        [doubtful-button] Кнопку { $button } не нажимаю: она не одна или открывает что-то другое. Есть: { $detail }.
        [no-buttons] В ответе Tribute нет кнопок.
        [keyboard_replaced] Пока я собирался нажать { $button }, кнопки сменились. Не нажимаю: можно подтвердить чужой заказ.
        [press_refused] Я нажал { $button }, но нажатие не принято: { $detail }.
        [press_unknown] Я нажал { $button }, но не вижу, сработало ли.
        [not_revoked] Покупателю вернули деньги, но магазин не забирает товар: { $detail }.
        [approve_reply]
            Один из первых заказов: отвечу так, если вы согласны.
            > { $detail }
        [approve_press] Один из первых заказов: нажму { $button }, если вы согласны. Кнопки Tribute: { $detail }.
        [not_approved] Ответить или нажать не разрешили: заказ за вами, сам больше ничего не делаю.
       *[found_after_restore] Найден в чате после того, как журнал потеряли или восстановили из копии.
    }
moderation-refusal = «{ $message }» ({ $code })

## Что сделано и что нет: оплачено, выдано, отвечено.

moderation-given =
    { $beside ->
        [a-person]
            { $status ->
                [given] Магазин тоже выдал на { $account }{ $payment }.
                [given-to-another] Магазин тоже выдал на { $account }, а не на { $asked }{ $payment }.
                [given-to-nobody] Товар тоже выдан{ $payment }.
                [given-to-somebody] Магазин тоже выдал, но на какой аккаунт — неизвестно{ $payment }.
               *[other] Магазин тоже мог выдать.
            } Проверьте в магазине, не выдано ли дважды: заказ `{ $order }`.
       *[nobody]
            { $status ->
                [not-given] Оплачено. Не выдано.
                [by-hand] Оплачено. Выдано вручную.
                [asked] Оплачено. Магазину передано, что выдано, он ещё не сказал.
                [uncertain] Оплачено. Возможно, товар УЖЕ выдан: проверьте в магазине заказ `{ $order }`.
                [unrecorded] Оплачено. Выдан ли товар, не знаю: проверьте в магазине заказ `{ $order }`.
                [given] Оплачено. Выдано на { $account }{ $payment }.
                [given-to-another] Оплачено. Выдано на { $account }, а не на { $asked }{ $payment }.
                [given-to-nobody] Оплачено. Выдано{ $payment }.
               *[given-to-somebody] Оплачено. Выдано, но на какой аккаунт — неизвестно{ $payment }: заказ `{ $order }`.
            }
    }
moderation-payment = (платёж { $payment })
moderation-reply =
    { $status ->
        [sent] Ответ отправлен.
        [not-pressed] Ответ отправлен, кнопка не нажата.
        [detached] Ответ мог не дойти до покупателя.
        [in-doubt] Ушёл ли ответ покупателю, неизвестно.
        [in-chat] Ответ покупателю в чате есть.
        [not-in-chat] Ответа покупателю в чате нет.
       *[none] Покупателю не отвечали.
    }

## Что можно сделать.

moderation-advice =
    { $advice ->
        [ask-for-number] Спросите номер у покупателя в личке. В чате с Tribute на заказ не отвечайте: любой ответ там закроет его как выполненный.
        [ask-buyer] Как найти покупателя, может знать Tribute. Когда узнаете аккаунт, назовите его.
        [settle] Решите с покупателем, кому достался товар.
        [correct] Посмотрите в магазине, у какого аккаунта товар, и исправьте.
        [wait] Если кнопка ещё придёт, нажму сам.
        [reply-again] Ответьте на заказ ещё раз в чате с Tribute, с аккаунта продавца, и сами нажмите { $button }: замечу и закрою заказ.
        [press-or-reply] Если кнопка Tribute есть, нажмите её сами в чате с Tribute с аккаунта продавца; если нет, ответьте на заказ. Я замечу и закрою заказ.
        [press-if-there] Если кнопка ещё есть в чате с Tribute, нажмите её сами, с аккаунта продавца. Замечу и закрою заказ.
        [deleted] На удалённый заказ ответить нельзя: решите вопрос с покупателем напрямую.
        [tell-codes] Владелец видит их на машине агента: `tribute-agent orders show { $number } --codes`. Отправьте их покупателю и скажите `given`.
        [import] Когда владелец добавит коды (tribute-agent codes import ФАЙЛ), заказ пойдёт дальше сам.
        [one-or-two] Если продажа одна, закройте один из двух: `закрой`. Если их две: `повтори`.
        [give-back] Если покупатель ничего за это не получит, деньги надо вернуть: `верни`.
        [give-back-there] Если покупатель ничего за это не получит, деньги надо вернуть { $place }.
       *[take-back] Заберите товар в магазине сами или решите вопрос с покупателем.
    }

## Происшествия: одно сообщение обо всех заказах, которые ждут одного и того же.

moderation-incident-trouble =
    { $kind ->
        [shop_unavailable] Магазин не отвечает
        [shop_misconfigured] Магазин не принимает мои запросы (не сходится подпись, время или ключ)
        [shop_intercepted] Отвечает не магазин, а сайт или защита перед ним
        [shop_unclear] Магазин не подтверждает выдачу
        [shop_pending] Магазин принимает заказы, но не выполняет их
        [bot_silent] Tribute не присылает кнопку после моих ответов
        [payments_unreachable] Нет связи с ботом, который принимает оплату: покупатели не могут платить
        [bank_unavailable] Т-Банк не принимает мои вызовы: ни ссылок на оплату, ни списаний, ни возвратов
        [tribute_shop_unavailable] Tribute не принимает мои вызовы к своему магазину: ни ссылок на оплату, ни списаний, ни возвратов
       *[chat_unreachable] Telegram не даёт мне прочитать чат с Tribute
    }
moderation-incident-opened = 🔴 { $trouble } с { $since }{ $detail }.
moderation-incident-closed =
    ✅ { $kind ->
        [shop_unavailable] Магазин снова отвечает
        [shop_misconfigured] Магазин снова принимает мои запросы
        [shop_intercepted] Магазин снова отвечает сам
        [shop_unclear] Магазин снова подтверждает выдачу
        [shop_pending] Магазин снова выполняет заказы
        [bot_silent] Tribute снова присылает кнопку
        [payments_unreachable] Бот, который принимает оплату, снова на связи
        [bank_unavailable] Т-Банк снова принимает мои вызовы
        [tribute_shop_unavailable] Tribute снова принимает мои вызовы к своему магазину
       *[chat_unreachable] Чат с Tribute снова читается
    } · перебой { $from } – { $to }
moderation-incident-orders =
    Выполнено { $done } из { $count }{ $working ->
        [0] { "" }
       *[other] , в работе { $working }
    }{ $waiting ->
        [0] { "" }
        [1] , ждёт { $numbers }
       *[other] , ждут { $numbers }
    }
moderation-incident-waiting =
    { $count ->
        [0] Других заказов в очереди нет.
        [1] Ждёт 1 заказ, №{ $first }. Ничего не потеряно.
        [one] Ждёт { $count } заказ, первый №{ $first }. Ничего не потеряно.
        [few] Ждут { $count } заказа, первый №{ $first }. Ничего не потеряно.
       *[other] Ждут { $count } заказов, первый №{ $first }. Ничего не потеряно.
    }
moderation-incident-attempts =
    { $known ->
        [both] Пробую сам до { $until }, следующая попытка { $next }.
        [next] Пробую сам, следующая попытка { $next }.
       *[until] Пробую сам до { $until }.
    }
moderation-incident-answers = Ответьте: `повтори` — попробую сейчас · `беру` · `заказы`
moderation-incident-advice =
    { $kind ->
        [shop_misconfigured] Владельцу: сверьте секрет или ключ здесь и в магазине, и часы на обеих сторонах.
        [shop_intercepted] Разработчику магазина: пропустите POST-запросы к магазину (CDN, файрвол, CSRF-фильтр, адрес); если отказывает сам магазин, пусть отвечает в формате протокола.
        [shop_unclear] Разработчику магазина: отвечайте {"{"}"status":"activated"{"}"}, когда товар выдан.
        [shop_pending] Разработчику магазина: `pending` значит «спросите ещё раз»; тот же запрос должен кончиться `activated` или отказом.
        [bot_silent] Остальным пока не отвечаю; время от времени проверяю на одном заказе. Отвечать на заказы можно и вручную в чате с Tribute, с аккаунта продавца: замечу.
        [payments_unreachable] Владельцу: если токен бота отозван или неверен, впишите верный в настройки и запустите программу заново; иначе дело в сети, и я пробую дальше. То, что оплатили раньше, не потеряно.
        [bank_unavailable] Владельцу: `tribute-agent doctor` проверит терминал и пароль. Я пробую дальше; о том, что оплачено, банк сообщает как прежде.
        [tribute_shop_unavailable] Владельцу: `tribute-agent doctor` проверит ключ. Я пробую дальше; о том, что оплачено, Tribute сообщает как прежде.
       *[chat_unreachable] Новых заказов я сейчас тоже не вижу. Владельцу: открывается ли этот чат в Telegram с аккаунта продавца? На заказы можно ответить там самому.
    }
moderation-telegram-trouble =
    { $why ->
        [FLOOD_WAIT] просит подождать
       *[none] не отвечает
    }

## Сообщения не о заказах или о самом агенте.

moderation-unknown-message = ❓ Незнакомое сообщение от Tribute, { $sent }
moderation-unknown-messages = ❓ Незнакомые сообщения от Tribute с { $since }: { $count }
moderation-unknown-more = … и ещё { $count }: просмотрите чат с Tribute.
moderation-any-may-be-an-order =
    Среди них могут быть заказы. Ничего не выдано и не нажато.
    Если есть заказ, ответьте на него сами в чате с Tribute, с аккаунта продавца.
moderation-press-words = ℹ️ №{ $number } · после нажатия Tribute показал:
moderation-press-words-meaning =
    Считаю заказ отправленным. Если эти слова значат отказ, добавьте их в `refusals` раздела `[tribute]` в { $file }.
moderation-unassigned-button = ❓ Кнопка от Tribute, но к какому заказу? { $sent }
moderation-press-unassigned =
    Не понимаю, к какому заказу относится { $button }. Если станет ясно, нажму сам.
    Если нет, нажмите её сами в чате с Tribute с аккаунта продавца.
moderation-no-text = В нём нет текста: картинка, файл или подобное.
moderation-blank-text = (без текста)
moderation-may-be-an-order =
    Может быть заказом. Ничего не выдано и не нажато.
    Ответьте: `заказ` — оформлю и спрошу номер аккаунта · `не заказ` — такие больше не показывать
moderation-suspicious-message =
    ⚠️ Похоже на заказ, но не от Tribute, { $sent }
    { $why ->
        [forwarded] Сообщение переслано.
        [via-bot] Сообщение отправлено через другого бота.
       *[wrong-sender] Его отправил не бот Tribute.
    }
moderation-may-be-fraud = Возможно, кто-то пытается получить товар без оплаты. Ничего не выдано и не нажато.

moderation-held-back =
    ⏳ Придержал ещё { $count ->
        [one] { $count } сообщение
        [few] { $count } сообщения
       *[other] { $count } сообщений
    }: пишу не больше { $most } в минуту. Ничего не потеряно, остальное придёт.
moderation-held-back-over = ✅ Всё, что придержал, рассказал.

moderation-first-start =
    { $count ->
        [0] ✅ Слежу за чатом с Tribute. Заказов без ответа в нём нет: беру новые.
       *[other]
            ⚠️ Слежу за чатом с Tribute. Пришло до моего запуска и осталось без ответа: { $count ->
                [one] { $count } заказ
                [few] { $count } заказа
               *[other] { $count } заказов
            }.
            Старые сам не трогаю, беру новые.
            Владельцу, чтобы взять и старые: `tribute-agent run --since all` (или с какого времени: `2h`, `2026-11-01`).
    }
moderation-away = 📡 Я был не на связи с { $from } до { $to }: не работал Telegram или агент был выключен. Всё, что пришло за это время, беру в работу.
moderation-adopted =
    ⚠️ Журнал потерян или восстановлен из копии. Что было после { $since }, неизвестно.
    Заказов в чате с тех пор: { $found }, из них с ответом: { $answered }. Начатых раньше: { $open }.
    О каждом здесь отдельное сообщение. Сам по ним ничего не выдам, не отвечу и не нажму.
moderation-adopted-unknown = Незнакомых сообщений Tribute: { $count }. Просмотрите чат.
moderation-unreadable-webhook =
    ⚠️ Tribute сообщил о { $event }, прочитать не могу: { $why }. Ничего не выдано и не забрано.
    > { $body }
    Посмотрите в Tribute; если это о заказе, сообщите магазину сами.
moderation-bank-notification =
    ⚠️ Т-Банк сообщил о { $event }: { $why ->
        [new_status] такого статуса я не знаю
        [contradictory] платёж прошёл, но успехом банк его не называет
        [nobody_asked] этого платежа никто не просил
        [unknown_payment] у меня нет заказа с этим платежом
        [refunded_again] вернули больше денег, чем я знал
       *[unreadable] прочитать не удалось
    }. Ничего не выдано и не забрано.
    > { $body }
    Посмотрите на платёж в кабинете банка.
moderation-bank-tokens-wrong =
    ⚠️ За час пришло десять уведомлений Т-Банка с неверным токеном. Ни одно не принято.
    Либо пароль в [tbank] не от этого терминала, либо их прислал кто-то другой: `tribute-agent doctor` проверит пароль. Об оплатах я тем временем узнаю, спрашивая банк.
moderation-other-contents =
    ⚠️ №{ $number }: Tribute сообщил об этой покупке ещё раз, но иначе. Второй раз ничего не выдано.
    Было: { $before }. Стало: { $now }.
    Посмотрите в Tribute.
moderation-unknown-refund =
    ⚠️ Tribute вернул { $money } за покупку { $purchase } ({ $reason }), а такого заказа у меня нет.
    Если товар выдан, заберите его в магазине сами. Придёт сама покупка — товар по ней не выдам.
moderation-unknown-payment =
    ⚠️ В магазине Tribute оплачен заказ { $uuid } на { $money } (customerId: { $customer }), а я о нём ничего не знаю. Ничего не выдано.
    Посмотрите в Tribute: выдайте сами или верните деньги.
moderation-held-payment =
    ⚠️ Оплата { $id } на { $money } висит с { $since }: деньги заблокированы, но не получены. Ничего не выдано.
    Посмотрите в Tribute. Придёт оплата — выдам как обычно.
moderation-refund-failed =
    ❗ №{ $number }: деньги НЕ вернулись: { $why }
    Заказ остаётся как есть. Что не могу вернуть я, верните { $place } сами.
moderation-bot-payment =
    ⚠️ Telegram сообщил боту о платеже; { $why ->
        [unknown_payment] деньги вернулись покупателю, а заказа с этим платежом у меня нет
       *[unreadable] прочитать это не могу
    }. Ничего не выдано и ничего не отобрано.
    > { $told }
moderation-bot-updates-lost =
    ⚠️ Бот, который принимает оплату, так долго был без связи, что Telegram не говорит, что за это время делали покупатели. Какой-то платёж мог потеряться.
    Владельцу: сверьте заказы со звёздами бота: @BotFather, бот, Balance. Дальше работаю как обычно.
moderation-orders-missed =
    ⚠️ Заказов на кастомные товары ждёт в Tribute: { $waiting }, открыто здесь: { $open }. Возможно, я какой-то пропустил, или он закрыт здесь, а там нет.
    Поищите в Tribute заказ, о котором я не писал.
moderation-event-not-taken = ⚠️ Магазин не принял событие { $event }, больше не передаю: { $why }.
moderation-stock-low =
    ⚠️ { $count ->
        [0] Выдан последний код { $sku }: следующий заказ будет ждать.
        [one] Остался { $count } код { $sku }.
        [few] Осталось { $count } кода { $sku }.
       *[other] Осталось { $count } кодов { $sku }.
    }
    Добавьте: tribute-agent codes import ФАЙЛ
moderation-program-fault =
    🐞 №{ $number } · ошибка в самой программе: { $what }
    Заказ остался как был. Посмотрите на него в Tribute и в магазине.
    Владельцу: `tribute-agent orders show { $number }`

moderation-config-refused = ⚠️ В новых настройках ошибка: { $file }
moderation-config-kept = Работаю по старым. Исправьте файл — перечитаю его сам.
moderation-config-mended = ✅ Настройки снова в порядке. Работаю по ним.
moderation-config-changed =
    ⚠️ В настройках изменили: `{ $keys }`.
    Это подействует, только когда программу перезапустят. Владельцу: остановите её и запустите снова.

## Ежедневная строка: 📊 За сутки: 12 заказов, €140,00 · сами 11, вы 1 · ждёт №148

moderation-daily =
    📊 { $period ->
        [day] За сутки
       *[longer] С { $since }
    }: { $parts }
moderation-daily-part =
    { $part ->
        [arrived]
            { $count ->
                [0] заказов не было
                [one] { $count } заказ
                [few] { $count } заказа
               *[other] { $count } заказов
            }
        [completed] сами { $count }
        [closed] вы { $count }
        [at-work] в работе { $count }
       *[waiting]
            { $count ->
                [1] ждёт { $numbers }
               *[other] ждут { $numbers }
            }
    }

## Заказы, которые ждут людей: 📌 Ждут вас: 2, и строка на каждый: №148 номер? · 40 мин · Павел

moderation-board =
    { $count ->
        [0] 📌 Никто не ждёт
       *[other] 📌 Ждут вас: { $count }
    }
moderation-board-given-up = 📌 Список тех, кто ждёт, больше не веду: `/заказы`
moderation-waits-for =
    { $wanted ->
        [number] номер?
        [refused] отказ магазина
       *[other] { $reason }
    }
moderation-age =
    { $unit ->
        [new] < { $count } мин
        [minutes] { $count } мин
        [hours] { $count } ч
       *[days] { $count } дн.
    }
moderation-reminder = ⏰ Всё ещё ждут вас: { $count }
moderation-reminder-advice = Если занимаетесь вы: `{ $number }: беру` — час не напоминаю

## Что модератор может ответить.

moderation-choices = Ответьте: { $words }
moderation-choice =
    { $word ->
        [approve] `да` · `нет`
        [account] номер аккаунта
        [shown-account] верный номер аккаунта (нажмите — скопируется)
        [other-account] другой номер аккаунта
        [press] `нажми 1` (один раз)
        [check] `проверь`
        [retry-configured] `повтори` (после настройки)
        [retry-as-paid] `повтори` (выдать за то, что заплачено)
        [retry] `повтори`
        [retry-if-not] `повтори` — товара нет
        [given] `выдал`
        [given-if-there] `выдал` — товар есть: отвечу и нажму кнопку
        [given-if-there-told] `выдал` — товар есть: скажу покупателю
        [given-if-there-alone] `выдал` — товар есть
        [refund] `верни` (деньги покупателю)
       *[close] `закрой`
    }

## Что отвечено модератору. Первым всегда стоит значок: по номеру в начале агент узнаёт слова людей.

moderation-verdict =
    { $verdict ->
        [scheduled] ⏱ №{ $number }: { $product } на { $account } через { $seconds } с. `стоп` — отменить.
        [scheduled-new] ⏱ №{ $number }: { $product } на { $account } через { $seconds } с. Такого номера в заказе нет: проверьте. `стоп` — отменить.
        [already-scheduled] ⏱ №{ $number }: { $other } уже дал номер { $account }. Другой номер — сначала `стоп`.
        [account-taken] ✅ №{ $number }: номер { $account }, передаю магазину. Решил: { $person }.
        [stopped] ↩️ №{ $number }: номер { $account } отменён. Заказ ждёт.
        [stopped-to-be-sure] ↩️ №{ $number }: не понял, поэтому номер { $account } отменён. Заказ ждёт.
        [nothing-to-stop] ❓ №{ $number }: отменять нечего.
        [too-late] ❗ №{ $number }: поздно, номер { $account } уже у магазина.
        [retried] 🔄 №{ $number }: пробую ещё раз. Решил: { $person }.
        [approved] ✅ №{ $number }: хорошо, продолжаю. Решил: { $person }.
        [declined] ✋ №{ $number }: хорошо, не делаю, заказ за вами. Решил: { $person }.
        [changed] ❓ №{ $number }: сообщение с тех пор изменилось. Посмотрите ещё раз.
        [still-stuck] ❗ №{ $number }: по сегодняшним настройкам всё ещё не выходит: { $other }.
        [given] ✅ №{ $number }: товар выдан вручную. Отвечу покупателю и нажму кнопку. Решил: { $person }.
        [given-told] ✅ №{ $number }: товар выдан вручную. Скажу покупателю. Решил: { $person }.
        [given-alone] ✅ №{ $number }: товар выдан вручную. Решил: { $person }.
        [closed] ✅ №{ $number }: закрыт, больше ничего не делаю. Решил: { $person }.
        [refunding] ↩️ №{ $number }: возвращаю деньги покупателю; чем кончится — напишу модераторам. Решил: { $person }.
        [already-refunded] ✅ №{ $number }: деньги уже возвращены.
        [partly-refunded] ❗ №{ $number }: часть денег уже возвращена. Остальное верните { $place } сами.
        [refund-under-way] ❗ №{ $number }: уже возвращается другая сумма. Дождитесь, чем кончится.
        [cant-refund] ❗ №{ $number }: сам вернуть эти деньги не могу: такого вызова нет. Верните их { $place } и заберите товар, если он выдан.
        [cant-refund-part] ❗ №{ $number }: здесь можно вернуть только все деньги, не часть.
        [refund-refused] ❗ №{ $number }: так деньги не вернуть: { $other }
        [bad-amount] ❗ №{ $number }: столько не заплачено.
        [looking] 🔄 №{ $number }: смотрю в чат ещё раз.
        [claimed] 🙋 №{ $number }: занимается { $person }.
        [pressing] 🔄 №{ $number }: нажимаю «{ $other }», один раз. Решил: { $person }.
        [story] №{ $number }
        [which-done] ❓ №{ $number }: «готово» — это `выдал` (товар выдан: отвечу и нажму кнопку) или `закрой` (больше ничего не делать)?
        [which-done-told] ❓ №{ $number }: «готово» — это `выдал` (товар выдан: скажу покупателю) или `закрой` (больше ничего не делать)?
        [which-done-alone] ❓ №{ $number }: «готово» — это `выдал` (товар выдан) или `закрой` (больше ничего не делать)?
        [already-given-to] ❗ №{ $number }: товар уже выдан на { $account }, второй раз не выдаю.
        [already-given] ❗ №{ $number }: товар уже выдан, второй раз не выдаю.
        [wait] ⏳ №{ $number }: подождите, жду ответа магазина.
        [price-first] ❗ №{ $number }: сначала цена — оплачено не столько, сколько в настройках. Исправьте настройки и пришлите номер ещё раз, или `выдал`, или `закрой`.
        [settled-for] ✅ №{ $number }: уже решено ({ $other }), выдано на { $account }.
        [settled] ✅ №{ $number }: уже решено ({ $other }).
        [not-now] ❓ №{ $number }: сейчас так нельзя.
       *[unreadable] ❓ №{ $number }: не понял.
    }
moderation-too-old = №{ $number }: запрос слишком старый, ничего не сделано.
moderation-story =
    📄 №{ $number } · { $state }{ $reason ->
        [none] { "" }
       *[other] : { $reason }
    }
    Заказан { $ordered }, последнее событие { $updated }. Вызовов магазина: { $calls }.{ $decided ->
        [yes] { " " }Решил: { $by }.
       *[no] { "" }
    }
moderation-no-such-order = ❓ Заказа №{ $number } нет. Список: `/заказы`
moderation-which-order = ❓ О каком заказе? Ответьте на его сообщение или напишите номер впереди: `148: 12345`
moderation-open-orders =
    { $waiting ->
        [0] { $working ->
            [0] 📌 Открытых заказов нет.
           *[other] 📌 Никто не ждёт. В работе: { $working }
        }
       *[other] 📌 Ждут вас: { $waiting }, в работе: { $working }
    }
moderation-more-orders = … и ещё { $count }
moderation-retried = 🔄 Пробую ещё раз: { $count }
moderation-status =
    { $paused ->
        [yes] ⏸ На паузе: заказы магазину не передаю, только сообщаю о возвратах денег. `/продолжить` — снять.
       *[no] ✅ Работаю.
    } Ждут вас: { $waiting }, в работе: { $working }.
moderation-paused =
    { $paused ->
        [yes] ⏸ Пауза, решил { $person }: заказы магазину не передаю, только сообщаю о возвратах денег; выданное довожу до конца. `/продолжить` — снять.
       *[no] ▶️ Продолжаю, решил { $person }.
    }
moderation-not-heard =
    { $known ->
        [yes] 🚫 { $person }: решать здесь могут только те, кто перечислен в настройках (`[moderators] allowed`).
       *[no] 🚫 Анонимных, пересланных и от имени канала сообщений не слушаю: напишите от своего имени.
    }
moderation-unheard = ⚠️ Пока меня не было, здесь написали слишком много: прочитал не всё. Повторите, на что нет ответа.
moderation-help =
    📖 Отвечайте на сообщение о заказе, или напишите номер впереди: `148: закрой`.
    номер аккаунта · `да` · `нет` · `стоп` · `повтори` · `выдал` · `закрой` · `верни` · `нажми 1` · `проверь` · `беру` · `кто`
    Везде: `/заказы` · `/заказ 148` · `/повтори shop_refused` · `/пауза` · `/продолжить` · `/статус`
moderation-unknown-decided =
    { $decided ->
        [order] ✅ Это заказ №{ $number }. Пришлите номер аккаунта в ответ на его сообщение. Чтобы такие узнавались сами, владельцу: опишите их в { $file }, раздел `[[tribute.profile]]`.
        [no-order] ✅ Сообщения, которые так начинаются, больше не показываю. Заказы узнаются по разделу `[[tribute.profile]]` в { $file }.
       *[not-now] ❓ С этим сообщением так нельзя: ответьте на него сами в чате с Tribute, с аккаунта продавца.
    }

## Бот владельца.

moderation-button =
    { $button ->
        [press] 👉 Нажать «{ $label }»
        [retry] 🔁 Повторить
        [check] 🔍 Проверить
        [given] ✅ Выдал
        [yes-given] Да, выдан вручную
        [refund] ↩️ Вернуть деньги
        [yes-refund] Да, вернуть деньги
        [close] ✖️ Закрыть
        [yes-close] Да, закрыть
        [stop] ⛔ Стоп
        [no] Нет
        [approve] ✅ Да
        [decline] ✋ Нет
       *[mine] 🙋 Беру
    }
moderation-refund-place =
    { $source ->
        [tbank] в кабинете банка
        [telegram_payments] в кабинете провайдера платежей
       *[other] в Tribute
    }
moderation-is-it-meant = ❓ №{ $number } оплачен, отменить это будет нельзя. Подтвердите под сообщением.
moderation-bot-is-silent =
    ⚠️ Бот модераторов не может здесь писать: { $why }. { $again ->
        [yes] Пишу вместо него и пробую снова.
       *[no] Пишу вместо него, пока это не исправят и не перезапустят агент.
    }
    Владельцу: в чём дело, скажет `tribute-agent doctor`
moderation-ring =
    { $number ->
        [0] Выше есть, что посмотреть.
       *[other] №{ $number }: нужны вы.
    }
moderation-seller-disconnected =
    🔴 Аккаунт продавца отключён. Заказы стоят, ничего не потеряно.
    Владельцу: `tribute-agent login`
moderation-command =
    { $command ->
        [orders] Открытые заказы
        [order] Один заказ: /order 148
        [retry] Повторить всё, что ждёт по одной причине: /retry shop_refused
        [pause] Пока ничего не выдавать
        [resume] Снова выдавать
        [status] Как идут дела
       *[help] Что здесь можно сказать
    }
