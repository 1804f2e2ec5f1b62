# `run`

run-since_too_far = --since захватывает больше сообщений, чем можно просмотреть. Ни один заказ не взят.
    .remedy = Назовите время позже: --since 2026-11-01; или возьмите всё, что есть: --since all.
run-second_instance =
    На заказы отвечает ещё одна копия этой программы с этим журналом: ответ на №{ $number } отправлен не отсюда. Чтобы ничего не сделать дважды, эта копия остановлена.
    .remedy = Остановите другую насовсем (скопированная папка, запущенная резервная копия, второй компьютер), удалите её сессию и запустите эту снова. Если этот ответ слово в слово отправили вы сами, просто запустите снова. { $devices ->
        [none] Где выполнен вход в аккаунт, видно в Telegram: Настройки → Устройства.
       *[other] Вход в аккаунт выполнен здесь: { $devices }
    }
server-cannot_listen =
    { $kind ->
        [in-use] Сервер не может слушать { $listen }: там уже другая программа.
        [no-right] Серверу нельзя слушать { $listen }: порты ниже 1024 система держит для себя.
        [not-here] Сервер не может слушать { $listen }: у этого компьютера нет такого адреса.
       *[other] Сервер не может слушать { $listen }: { $error }
    }
    .remedy =
        { $kind ->
            [in-use] Остановите другую программу или назовите другой порт в [server] listen.
            [no-right] Назовите в [server] listen порт от 1024; снаружи туда приведёт прокси.
            [not-here] Напишите в [server]: listen = "127.0.0.1:8787"
           *[other] Посмотрите на [server] listen.
        }

## Что `run` пишет в терминал. Название строки — из слов лога. Пустой текст — нет строки: об этом скажет `completed`.

log-dry-run = пробный запуск:
log-starting = запускаюсь, версия { $version }, настройки { $config }
log-at-work =
    { $live ->
        [true] работаю, { $seller ->
            [none] без аккаунта Telegram
           *[other] аккаунт { $seller }
        }
       *[false] работаю, { $seller ->
            [none] без аккаунта Telegram
           *[other] аккаунт { $seller }, песочница
        }: деньги не настоящие
    }
log-the-server-listens = сервер слушает { $address }
log-telegram-can-t-be-reached-yet-its-orders-wait = связи с Telegram пока нет: его заказы подождут, заказы из API выполняются
log-telegram-can-t-be-reached-the-server-works-meanwhile = связи с Telegram нет ({ $code }); пробую снова, а всё, что приходит на сервер, сохраняется
log-the-server-refused-a-request = сервер отказал { $address }: { $code }
log-the-server-can-t-use-the-journal = серверу недоступен журнал: { $error }
log-the-server-can-t-accept-a-connection = сервер не может принять соединение: { $error }
log-a-webhook-can-t-be-kept-it-has-to-come-again = вебхук ({ $source }) не сохранить, отправитель должен прислать его снова: { $error }
log-a-test-request-came-in = пришёл тестовый запрос ({ $source }): вебхуки доходят
log-a-signed-webhook-can-t-be-understood = вебхук ({ $source }) подписан, но непонятен
log-a-person-is-needed-or-should-know =
    { $number ->
        [none] нужен человек, или ему стоит знать ({ $notice })
       *[other] №{ $number }: нужен человек, или ему стоит знать
    }
log-what-was-told-goes-on = { "" }
log-orders-are-taken-from-here-on = беру заказы отсюда: те, что после сообщения { $above }
log-the-session-was-last-used-on-another-machine = эта сессия раньше работала на другом компьютере: убедитесь, что программа там остановлена насовсем
log-stopped-as-was-asked-what-is-owed-stays-in-the-journal = остановлен. Незавершённые заказы сохранены
log-stopped = остановлен ({ $code })
log-the-configuration-was-read-again = настройки перечитаны: { $changed }
log-changed-keys-take-effect-after-a-restart-only = подействует после перезапуска: { $keys }
log-the-changed-configuration-is-refused-the-previous-one-stays-in-force = в новых настройках ошибка, работаю по старым: { $why }
log-new-order =
    { $reason ->
        [none] { "" }
       *[other] №{ $number }: новый заказ, { $reason }
    }
log-found-answered-by-hand = №{ $number }: на него уже ответили вручную
log-the-shop-answered =
    { $answer ->
        [activated] { "" }
        [already_activated] { "" }
        [revoked] №{ $number }: магазин забрал товар
        [pending] №{ $number }: магазин ещё не закончил{ $next_at ->
            [none] { "" }
           *[other] , спрошу снова в { $next_at }
        }
        [refused] №{ $number }: магазин отказал
        [out_of_stock] { "" }
        [unavailable] №{ $number }: магазин недоступен ({ $why }){ $next_at ->
            [none] { "" }
           *[other] , следующая попытка в { $next_at }
        }
        [misconfigured] №{ $number }: магазин не принимает нашу подпись
        [intercepted] №{ $number }: вместо магазина ответило что-то другое
       *[unclear] №{ $number }: ответ магазина непонятен
    }
log-replied =
    { $attached ->
        [true] { "" }
       *[false] №{ $number }: ответ не привязан к заказу
    }
log-pressed = { "" }
log-nobody-knows-whether-the-press-took-effect = №{ $number }: неизвестно, сработало ли нажатие, проверяю ({ $why })
log-the-bot-did-not-answer-in-time = №{ $number }: бот вовремя не ответил
log-an-answer-that-may-be-ours-or-the-owner-s = №{ $number }: в чате есть ответ: наш или продавца
log-our-reply-was-sent-but-not-by-this-program = №{ $number }: наш ответ отправлен, но не отсюда
log-answered-by-hand = №{ $number }: на заказ ответили вручную
log-completed = №{ $number }{ $product ->
        [none] { "" }
       *[other] { " · " }{ $product }
    }{ $price ->
        [none] { "" }
       *[other] { " · " }{ $price }
    } ✓
log-another-program-holds-the-journal-or-the-session-waiting-for-it = журнал или сессия заняты другой программой (просмотр базы, копирование); жду, пока она отпустит, заказы подождут в чате
log-escalated = №{ $number }: передан модераторам, { $reason }
log-closed = №{ $number }: закрыт, { $reason }
log-a-press-changes-the-message-it-was-under-known-from-now-on = узнал, что после нажатия бот меняет своё сообщение
log-no-rule-knows-this-message-of-the-bot = незнакомое сообщение бота ({ $message_id })
log-looks-like-an-order-but-is-not-the-bot-s-own = похоже на заказ, но прислал его не сам бот ({ $message_id })
log-moderators-are-heard-from-here-on = с этого места слушаю модераторов в их чате
log-a-moderator-said-something = модератор что-то сказал
log-a-moderator-tapped-a-button = №{ $number }: модератор нажал кнопку
log-something-was-asked-at-the-command-line = №{ $number }: запрос из командной строки, { $outcome }
log-something-was-asked-by-the-shop-s-programs = №{ $number }: запрос программ магазина, { $outcome }
log-who-said-this-may-not-decide = что-то сказал тот, кто здесь не решает
log-more-was-written-in-the-moderators-chat-than-is-read = в чате модераторов написали больше, чем я прочитал
log-moderators-were-told = модераторам написано
log-the-moderators-bot-can-t-speak-the-seller-s-account-does = бот модераторов не может писать, вместо него пишет аккаунт продавца: { $failure }
log-the-moderators-bot-is-connected-again = бот модераторов снова на связи
log-the-login-of-the-moderators-bot-has-ended = вход бота модераторов завершён: { $fatal }
log-moderators-could-not-be-told-of-the-end = не удалось написать модераторам, что работа остановлена: { $failure }
log-moderators-could-not-be-told-still-owed = не удалось написать модераторам, пробую ещё: { $failure }
log-the-board-can-t-be-pinned-it-stays-in-the-chat-as-it-is = список заказов, которые ждут, не удалось закрепить в чате модераторов: { $failure }
log-an-incident-begins =
    { $kind ->
        [shop_unavailable] сбой: магазин недоступен
        [shop_misconfigured] сбой: магазин не принимает нашу подпись
        [shop_intercepted] сбой: вместо магазина отвечает что-то другое
        [shop_unclear] сбой: магазин отвечает непонятно
        [shop_pending] сбой: магазин принимает заказы и не выполняет их
        [bot_silent] сбой: бот молчит; ответы придержаны, изредка отправляю один, чтобы узнать, не ответит ли
        [payments_unreachable] сбой: нет связи с ботом, который принимает оплату
        [bank_unavailable] сбой: Т-Банк не принимает вызовы агента
        [tribute_shop_unavailable] сбой: Tribute не принимает вызовы агента к своему магазину
       *[chat_unreachable] сбой: чат с ботом недоступен
    }; ждут заказов: { $waiting }{ $next_at ->
        [none] { "" }
       *[other] , следующая попытка в { $next_at }
    }
log-an-incident-is-over =
    { $kind ->
        [shop_unavailable] прошло: магазин недоступен
        [shop_misconfigured] прошло: магазин не принимает нашу подпись
        [shop_intercepted] прошло: вместо магазина отвечает что-то другое
        [shop_unclear] прошло: магазин отвечает непонятно
        [shop_pending] прошло: магазин принимает заказы и не выполняет их
        [bot_silent] прошло: бот молчит
        [payments_unreachable] прошло: нет связи с ботом, который принимает оплату
        [bank_unavailable] прошло: Т-Банк не принимает вызовы агента
        [tribute_shop_unavailable] прошло: Tribute не принимает вызовы агента к своему магазину
       *[chat_unreachable] прошло: чат с ботом недоступен
    }
log-connected-to-telegram-again = связь с Telegram восстановлена, не было { $away_s } с
log-away-from-telegram-connecting-again = нет связи с Telegram: { $why }; переподключаюсь, не реже раза в { $every }, заказы подождут в чате
log-woken-up-connecting-to-telegram-again = компьютер спал { $slept }, переподключаюсь к Telegram
log-the-clock-was-set-back-connecting-to-telegram-again = часы компьютера перевели назад на { $by }, переподключаюсь к Telegram
log-who-we-are-is-not-said = Telegram пока не говорит, чей это аккаунт: { $error }
log-the-chats-are-looked-for-again = ищу чаты ещё раз: { $error }
log-telegram-asks-to-wait-before-the-chats-are-looked-for = Telegram просит подождать { $wait } с поиском чатов
log-telegram-asks-to-wait =
    { $act ->
        [Look] Telegram просит подождать с чтением: { $wait }
        [Send] Telegram просит подождать с отправкой: { $wait }
       *[Press] Telegram просит подождать с нажатием: { $wait }
    }
log-telegram-does-not-do-what-is-asked-trying-on = Telegram отказывает или не отвечает, пробую дальше: { $failure }
log-the-chat-could-not-be-read-once-more = чат не прочитался, пробую ещё раз через { $pause }: { $failure }
log-the-moderators-chat-has-become-a-supergroup = чат модераторов стал супергруппой ({ $to })
log-moderators-are-in-another-chat-what-is-open-is-told-anew = модераторы теперь в другом чате, открытые заказы пишу туда заново
log-the-connection-to-telegram-has-ended-for-good = связь с Telegram прервалась насовсем
log-can-t-save-where-the-moderators-chat-has-gone = не записать, куда переехал чат модераторов: { $error }
log-a-sandbox-named-an-address-outside-of-this-machine-ignored = песочница назвала адрес вне этого компьютера, он пропущен
log-alert-command-has-run = alert_command выполнена
log-alert-command-has-failed = alert_command не удалась ({ $status })
log-alert-command-can-t-be-run = alert_command не запускается: { $error }
log-alert-command-does-not-end-it-was-ended = alert_command не закончилась за { $after } и остановлена
log-ping-url-can-t-be-called = ping_url ({ $url }) не отвечает: { $why }
log-ping-url-can-be-called-again = ping_url ({ $url }) снова отвечает
log-an-event-that-can-t-happen = №{ $number }: ошибка программы: { $illegal }
log-the-reply-s-template-failed = №{ $number }: шаблон ответа не сработал, отправлен простой ответ: { $failure }
log-the-shop-took-note-of-an-event = магазин принял событие: { $event }
log-the-shop-takes-no-note-of-an-event = магазин не принял событие: { $event }
log-a-webhook-that-can-t-be-read = Tribute сообщил о { $event }, прочитать не удалось: { $field }
log-a-purchase-that-is-known-came-with-other-contents = №{ $number }: Tribute сообщил о покупке ещё раз, но иначе
log-the-bank-tells-of-a-payment = Т-Банк: платёж { $payment }: { $status }
log-money-went-back-of-a-payment-that-was-not-told-yet = Т-Банк: вернулись деньги платежа { $payment }, о котором ещё не сообщали; спрашиваю банк
log-many-notifications-of-the-bank-s-had-a-wrong-token = Т-Банк: за час десять уведомлений с неверным токеном
log-that-many-webhooks-were-forged-can-t-be-kept = Что подделанных вебхуков много, записать не удалось: { $error }
log-a-payment-was-found-by-asking = { $checkout }: об оплате узнал, спросив сам
log-the-bank-has-registered-a-receipt = Т-Банк: чек платежа { $payment } зарегистрирован: { $url }
log-people-have-to-look-at-a-payment = Т-Банк сообщил о { $event }, нужно посмотреть людям: { $why }
log-people-have-to-look-at-a-payment-to-the-bot = платёж боту должен посмотреть человек: { $why }
log-a-payment-that-nobody-waited-for = №{ $number }: платёж, которого никто не ждал; решают люди
log-a-buyer-has-paid-the-bot = №{ $number }: покупатель заплатил боту
log-buyers-of-this-bot-are-heard-from-now-on = покупателей бота { $bot } слышу с этого момента
log-telegram-does-not-tell-what-buyers-did-meanwhile = Telegram не говорит, что делали покупатели бота { $bot }: он слишком долго был без связи
log-a-buyer-may-pay = покупатель может платить (ответ через { $elapsed }): { $payload }
log-a-buyer-may-not-pay = покупатель не может платить (ответ через { $elapsed }): { $payload }: { $why }
log-a-buyer-was-answered-too-late = покупателю, который хотел заплатить, ответили слишком поздно, через { $elapsed }: { $payload }
log-a-buyer-who-wants-to-pay-was-not-answered = не удалось ответить покупателю, который хочет заплатить: { $payload }: { $failure }
log-the-journal-can-t-be-read-for-a-buyer = не прочитать журнал для покупателя, который хочет заплатить: { $error }
log-the-shop-does-not-say-whether-a-buyer-may-pay = магазин не говорит, можно ли оплатить { $checkout }: { $why }
log-a-buyer-asks-for-an-invoice = покупатель { $user } просит счёт: { $checkout }
log-a-buyer-can-t-be-answered = покупателю { $user } не ответить: { $why }
log-an-invoice-can-t-be-sent = покупателю { $user } не отправить счёт: { $why }
log-so-many-buyers-wait-for-an-answer-that-this-one-gets-none = ответа ждёт столько покупателей, что { $user } его не получит
log-the-buyer-was-told = №{ $number }: покупателю написали
log-the-buyer-could-not-be-told-once-more = №{ $number }: не удалось написать покупателю, пробую ещё: { $failure }
log-the-bot-that-is-paid-is-connected = бот, который принимает оплату, на связи
log-the-bot-that-is-paid-can-t-be-asked = нет связи с ботом, который принимает оплату: { $why }
log-the-money-went-back = №{ $number }: деньги вернулись покупателю
log-the-money-of-a-purchase-went-back-that-nobody-knows = деньги за покупку { $purchase } вернулись, а заказа такого нет
log-an-order-of-tribute-s-shop-was-paid-that-nobody-knows = в магазине Tribute оплачен заказ { $uuid }, которого никто не создавал
log-money-is-held-for-an-order-of-tribute-s-shop-and-not-paid = деньги за заказ { $uuid } магазина Tribute заблокированы уже сутки и не получены
log-an-event-that-nobody-asked-for = Tribute сообщил о { $event }, это никто не просил
log-ask-for-the-money-back = №{ $number }: прошу Tribute вернуть деньги
log-the-money-does-not-go-back = №{ $number }: деньги не вернулись: { $why }
log-the-provider-did-not-give-the-money-back = №{ $number }: платёжная система не вернула деньги: { $why }
log-a-charge-was-not-answered = списание { $charge } осталось без ответа: { $why }
log-the-money-is-on-its-way-back = №{ $number }: возврат принят, деньги в пути
log-a-checkout-can-be-paid = { $checkout }: можно платить
log-the-provider-can-t-make-a-checkout-now = { $checkout }: сейчас не создать: { $why }
log-the-answer-to-a-checkout-was-lost = { $checkout }: ответ потерялся, ищу: { $why }
log-whether-a-checkout-was-made-is-not-known = { $checkout }: создан ли, неизвестно: { $why }
log-a-checkout-was-paid = №{ $number }: { $checkout } оплачен
log-a-checkout-has-failed = { $checkout }: не вышло: { $why }
log-a-checkout-has-expired = { $checkout }: не оплачен вовремя
log-a-charge-was-paid = №{ $number }: { $charge } списано
log-a-charge-has-failed = { $charge }: не списано: { $why }
log-more-orders-wait-at-tribute-than-are-known = в Tribute ждёт заказов: { $waiting }, здесь открыто: { $open }
log-a-call-to-a-provider-broke-off = ошибка самой программы: вызов оборвался: { $failure }
log-a-call-to-the-shop-broke-off = ошибка программы: запрос к магазину оборвался: { $failure }
log-more-to-tell-than-moderators-can-read-it-is-held-back = модераторам столько не прочесть, придержано сообщений: { $waiting }
log-nothing-is-held-back-from-moderators-any-more = всё придержанное модераторам написано
