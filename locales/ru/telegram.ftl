## Путь до Telegram: конец предложения.

telegram-not-telegram = по этому адресу отвечает не Telegram

## Неудавшийся вызов: середина предложения, без конца.

telegram-call-flood_wait = Telegram просит подождать { $wait }
telegram-call-refused = Telegram отказал ({ $name })
telegram-call-not_sent = нет связи ({ $why })
telegram-call-unknown = ясного ответа не было ({ $why })

# $count округлено вверх.
telegram-wait = { $unit ->
    [s] { $count } с
    [min] { $count } мин
   *[h] { $count } ч
}

## Почему работать не с чем.

-telegram-wait-remedy = Повторите после этого срока, не раньше: каждая попытка его продлевает.

telegram-unreachable = Нет связи с Telegram: { $why }
    .remedy = Проверьте сеть. Где Telegram заблокирован, нужен прокси SOCKS5 (или другой, если он уже есть): `[telegram] proxy = "socks5://адрес:порт"`.
telegram-flood_wait = { $why }.
    .remedy = { -telegram-wait-remedy }
telegram-call = Не удалось найти чаты: { $why }.
    .remedy = Запустите ещё раз позже.
telegram-not_logged_in = С этой сессией никто не вошёл в Telegram.
    .remedy = Войдите: `tribute-agent login`. Если вход уже есть, перенесите его: `tribute-agent session import`.
telegram-session_revoked = Telegram завершил эту сессию: её закрыли в «Настройки → Устройства» или сменили пароль.
    .remedy = Войдите заново: `tribute-agent login`. Заказы сохранены и продолжатся с того же места.
telegram-session_duplicated = Telegram навсегда завершил эту сессию: ею пользовались в двух местах одновременно.
    .remedy = Войдите заново: `tribute-agent login`. На каждом компьютере нужна своя сессия: файл нельзя копировать.
telegram-account_gone = Аккаунт Telegram заблокирован, заморожен или удалён.
    .remedy = Откройте Telegram с этим аккаунтом и узнайте причину; снять ограничение могут @SpamBot и поддержка.
telegram-tribute_missing = В Telegram нет никого с именем @{ $username }.
    .remedy = Проверьте `tribute.bot` в настройках.
telegram-tribute_is_another = @{ $username } — не бот { $expected }, а другой аккаунт (id { $found }). Его сообщения не будут считаться заказами.
    .remedy = Проверьте `tribute.bot` и `tribute.bot_id`. Если Tribute сменил бота, убедитесь в этом на его сайте, прежде чем менять id.
telegram-moderators_are_tribute = Чат модераторов { $wanted } — это чат с ботом Tribute: он отвечал бы на каждое сообщение о его же ответах.
    .remedy = Назовите в `moderators.chat` другой чат: группу, где есть модераторы, или "me".
telegram-moderators_missing = Аккаунт не видит чат модераторов { $wanted }.
    .remedy = Добавьте аккаунт в чат и проверьте `moderators.chat`: id как у ботов (-100…), @username или "me".
telegram-moderators_mute = Аккаунту нельзя писать в чат модераторов { $wanted } ({ $title }).
    .remedy = Разрешите аккаунту писать в этот чат.
telegram-moderators_paid = В чате модераторов { $wanted } ({ $title }) каждое сообщение стоит звёзд.
    .remedy = Разрешите аккаунту писать там бесплатно или укажите другой чат: агент никогда не платит.
telegram-topic_closed = Тема { $topic } чата модераторов { $wanted } ({ $title }) закрыта.
    .remedy = Откройте тему, разрешите аккаунту управлять темами или укажите другую в `[moderators] topic`.
telegram-topic_missing = В чате модераторов { $wanted } ({ $title }) нет темы { $topic }.
    .remedy = Исправьте `[moderators] topic`: номер — последнее число в ссылке на тему, t.me/c/…/7.

## Прокси.

-proxy-network-remedy = Проверьте сеть, адрес и порт в `[telegram] proxy` и работает ли прокси вообще.
-proxy-password-remedy = Исправьте `[telegram] proxy = "socks5://имя:пароль@адрес:порт"`; символы @ : / % в них пишутся %40 %3A %2F %25.

proxy-unreachable = Нет связи с прокси: { $why }.
    .remedy = { -proxy-network-remedy }
proxy-silent = Прокси не отвечает.
    .remedy = { -proxy-network-remedy }
proxy-hung_up = Прокси обрывает связь, не успев соединить: { $why }.
    .remedy = { -proxy-network-remedy }
proxy-not_socks5 = По адресу прокси отвечает не прокси SOCKS5, а что-то другое.
    .remedy = Проверьте порт. HTTP-прокси и прокси самого Telegram (MTProto, tg://proxy) не подойдут: нужен SOCKS5.
proxy-password_needed = Прокси требует имя и пароль.
    .remedy = { -proxy-password-remedy }
proxy-password_refused = Прокси не принимает имя и пароль.
    .remedy = { -proxy-password-remedy }
# $code — код ответа SOCKS5.
proxy-destination_refused = Прокси не соединяет с Telegram: { $code ->
    [2] запрещено его правилами
    [3] у него нет туда сети
    [4] узел ему недоступен
    [5] в соединении отказано
    [6] истекло время жизни пакета
    [7] он не устанавливает соединений
    [8] он не поддерживает таких адресов
   *[other] у него не вышло
} ({ $code }).
    .remedy = Спросите владельца прокси, доступен ли оттуда Telegram, или возьмите другой прокси.
proxy-leads_away = Эта сессия — из песочницы на этом компьютере, а прокси не здесь.
    .remedy = Удалите `[telegram] proxy`: песочнице он не нужен.

## Причины: конец предложения. Название — из слов лога.

why-the-connection-was-lost = связь прервалась посреди запроса
why-telegram-closed-the-connection = Telegram закрыл соединение
why-this-machine-slept = компьютер спал
why-this-machine-s-clock-was-set-back = часы компьютера перевели назад
why-the-data-centre-does-not-answer = Telegram не отвечает
why-not-connected-yet = соединения ещё не было
why-the-connection-s-task-has-ended = соединение закончилось
why-no-task-left = соединение закончилось
why-nobody-listens-any-more = соединение закончилось
why-telegram-does-not-say-who-is-logged-in = Telegram не говорит, кто вошёл
why-nobody-said-who-is-logged-in = Telegram не говорит, кто вошёл
why-the-session-does-not-say-where-its-data-centre-is = в сессии не сказано, где её дата-центр
why-telegram-refused = Telegram отказал
why-telegram-asks-to-wait = Telegram просит подождать
why-not-sent = не отправлено
why-outcome-unknown = неизвестно, сделано ли
why-connection-refused = соединение отклонено
why-no-network = нет сети
why-no-answer-in-time = ответа вовремя не было
why-the-history-came-in-crumbs = Telegram отдаёт сообщения по одному
why-sent-before = уже было отправлено
why-connecting-again = переподключаюсь
why-shut-down = программа останавливается
