## Почему вход не выполнен.

login-no_terminal = Для входа нужен человек у терминала: Telegram пришлёт код, и кто-то должен его ввести.
    .remedy = Запустите в терминале (через ssh: `ssh -t`). Если вход уже есть, перенесите его: `tribute-agent session import`.
login-already = С этой сессией в Telegram уже вошли: { $account }.
    .remedy = Продолжайте: `tribute-agent run`. Чтобы войти другим аккаунтом, сначала выйдите: `tribute-agent logout` скажет, что ещё для этого нужно.
login-phone_invalid = Номера телефона, который знает Telegram, так и не ввели.
    .remedy = Напишите его так, как показывает Telegram: с плюсом и кодом страны, +7 900 000-00-00.
login-banned = Этот номер заблокирован в Telegram.
    .remedy = Если это ошибка, напишите в Telegram (recover@telegram.org) или возьмите другой аккаунт.
login-deactivated = Этот аккаунт Telegram удалён.
    .remedy = Проверьте номер. Новый аккаунт заводят в приложении Telegram, а не здесь.
login-frozen = Telegram заморозил этот аккаунт: читать он может, писать — нет.
    .remedy = Откройте Telegram с этим аккаунтом: там указана причина, обжаловать можно в @SpamBot. До тех пор агент с ним работать не сможет.
login-unregistered = С этим номером в Telegram никто не зарегистрирован.
    .remedy = Проверьте номер. Новый аккаунт заводят в приложении Telegram, а не здесь.
login-code_wrong = Код слишком много раз был неверным.
    .remedy = Подождите несколько минут и начните заново: `tribute-agent login`. Действует только последний код.
login-code_expired = Все коды устарели раньше, чем их ввели.
    .remedy = Начните заново: `tribute-agent login`. Никому не пересылайте код, даже себе: от этого он перестаёт действовать. Введите его вручную.
login-password_wrong = Пароль слишком много раз был неверным.
    .remedy = Это пароль двухэтапной проверки, а не код. Забыли его: Telegram → «Настройки → Конфиденциальность → Двухэтапная аутентификация».
login-password_unknown_kind = Telegram спрашивает пароль способом, которого эта версия не знает.
    .remedy = Нужна более новая версия программы.
login-password_shown = Этот терминал не умеет скрывать ввод, поэтому пароль здесь не спрашивается.
    .remedy = Войдите на другом компьютере через Telethon и перенесите вход: `tribute-agent session import`.
login-flood_wait = Слишком много попыток: Telegram просит подождать { $wait }.
    .remedy = Повторите после этого срока, не раньше: каждая попытка его продлевает.
login-flood = Слишком много попыток входа: пока Telegram новых не принимает.
    .remedy = Повторите завтра: каждая попытка продлевает запрет.
login-application_refused = Telegram не принимает api_id и api_hash ({ $name }).
    .remedy = Получите свои на https://my.telegram.org/apps и впишите в `[telegram]`.
login-payment_required = Telegram требует оплатить отправку кода на этот номер.
    .remedy = Войдите по QR-коду: `tribute-agent login --qr`.
login-email_needed = Прежде чем пустить, Telegram требует привязать к аккаунту почту.
    .remedy = Войдите один раз в приложении Telegram и укажите там почту или используйте `tribute-agent login --qr`.
login-qr_unused = За десять минут никто не подтвердил вход по QR-коду.
    .remedy = Начните заново и отсканируйте код в Telegram: «Настройки → Устройства → Подключить устройство».
login-bot_token_refused = Telegram не знает токен этого бота.
    .remedy = Возьмите его у @BotFather (/mybots, API Token) и впишите в `bot_token`: в `[moderators]`, если это бот модераторов, в `[telegram_payments]`, если в нём платят.
login-sandbox_key = Песочница больше не знает эту сессию, а новую в ней создать нельзя.
    .remedy = Возьмите у песочницы `login.string_session` и перенесите её: `tribute-agent session import`.
login-given_up = Вход прерван. Ничего не изменено.
    .remedy = Начните заново, когда будете готовы: `tribute-agent login`.
login-nobody_answers = Десять минут никто не отвечал. Ничего не изменено.
    .remedy = Начните заново, когда будете готовы: `tribute-agent login`.
login-refused = Telegram не дал войти: { $name }.
    .remedy = Повторите позже; если не поможет, попробуйте `tribute-agent login --qr`.

## Вопросы и ответы в терминале.

login-phone-question = Номер телефона аккаунта, которому приходят заказы, с плюсом:
login-number-question = Это { $number }? [Д/н]
login-code-question = { $delivery ->
    [email] Код из письма (или `новый`, если не пришло):
   *[other] Код (или `новый`, если не пришёл):
}
# Вводится, чтобы код отправили иначе; слова через запятую.
login-resend-words = новый, ещё
login-password-question = { $has_hint ->
    [yes] Пароль двухэтапной проверки (не отображается, подсказка: { $hint }):
   *[no] Пароль двухэтапной проверки (не отображается):
}
login-nothing-typed = Вы ничего не ввели. (Ctrl-C — выйти.)

## По дороге.

login-status-number = Номер: { $number }
login-status-no-number = Это не номер телефона, в Telegram ничего не отправлено. Напишите его с плюсом и цифрами страны: +7 900 000-00-00.
login-status-phone-invalid = Такого номера Telegram не знает. Напишите его с плюсом и цифрами страны: +7 900 000-00-00.
login-status-no-code = Это не код: в нём { $digits } { $digits ->
    [one] цифра
    [few] цифры
   *[many] цифр
} и ничего больше. В Telegram ничего не отправлено.
login-status-code-wrong = Код неверный. Осталось попыток: { $left }.
login-status-code-expired = Этот код больше не действует: устарел, или его кому-то переслали. Отправлен новый.
login-status-no-other-way = Другого способа получить код нет. Поищите его ещё раз или войдите с `--qr`.
login-status-password-wrong = Неверно. Осталось попыток: { $left }.
login-status-qr-accepted = Подтверждено.

login-sent = { $delivery ->
    [email] Telegram прислал код письмом на { $address }. Загляните и в спам.
    [sms] Telegram отправил код по SMS.
    [call] Telegram звонит на телефон, чтобы сообщить код.
    [fragment] Это номер с Fragment: код ждёт на https://fragment.com.
   *[app] Telegram прислал код ВНУТРИ Telegram, а не по SMS: откройте Telegram на телефоне или компьютере, чат «Telegram».
        Введите его здесь вручную. Никому его не пересылайте, даже себе: от этого он перестанет действовать.
}

login-qr-scan = Отсканируйте в Telegram на телефоне: «Настройки → Устройства → Подключить устройство». Код обновляется сам; Ctrl-C — прервать.
login-qr-link = QR-код здесь не помещается: увеличьте окно или откройте ссылку на устройстве с Telegram: { $link }

## Вход выполнен.

login-done = Вход выполнен: { $account }.
login-no-tribute = Внимание: среди последних чатов этого аккаунта нет чата с @{ $bot }. Нужен тот аккаунт, которому приходят заказы Tribute. Если это другой: { $logout }
login-personal = Внимание: похоже на личный аккаунт (личных чатов: { $count } или больше). У кого файл сессии, тот прочтёт их все. Лучше завести аккаунт только для продаж.
login-next = Дальше:
    {"  "}{ $doctor }
    {"      "}всё ли на месте?
    {"  "}{ $run }
    {"      "}работать

## Выход.

logout-nobody = С этой сессией никто не вошёл в Telegram.
    .remedy = Выходить неоткуда.
logout-offline = Telegram не завершил сессию: { $why }. Возможно, она ещё действует.
    .remedy = Повторите, когда сеть заработает, или завершите её в самом Telegram: «Настройки → Устройства → tribute-agent → Завершить».
logout-flood_wait = Telegram просит подождать { $wait }. Вы ещё не вышли.
    .remedy = Повторите после этого срока, не раньше: каждая попытка его продлевает.
logout-refused = Вы не вышли: ничего не сделано.
logout-unconfirmed = Нужно согласие человека, а спросить не в чем: это не терминал. Ничего не сделано.
    .remedy = Если вы уверены, добавьте --yes.
logout-interrupted = Прервано до ответа Telegram: сессия, возможно, уже завершена.
    .remedy = Запустите `tribute-agent logout` ещё раз: он выяснит и доведёт дело до конца.

logout-question = Выйти из Telegram-аккаунта { $account }?
logout-open-orders = Открытых заказов: { $count }. Пока вы снова не войдёте, их никто не продолжит.
logout-done = Выход выполнен: Telegram завершил сессию.
logout-done-before = Telegram уже завершил эту сессию раньше; ключ удалён и здесь.
logout-back = Войти снова, этим аккаунтом или другим: { $command }
logout-back-same = Журнал заказов остаётся. Войти снова тем же аккаунтом: { $command }
    Для другого аккаунта нужны свои файлы, эти сессия и журнал — только для прежнего: впишите в настройки другое имя, например [telegram] session = "sessions/second.session", и войдите. Его журнал ляжет рядом.
