## Файл сессии.

session-missing = Сессии нет: файл { $path } не существует.
    .remedy = Войдите: `tribute-agent login`. Если вход уже есть, перенесите его: `tribute-agent session import`.
session-no_folder = Папки { $folder } нет.
    .remedy = Подключён ли диск? Если да, проверьте путь или создайте папку. Вместо неё ничего не создано.
session-exists = Файл { $path } уже существует.
    .remedy = Ничего не изменено. Укажите другой файл или сначала уберите этот.
session-not_a_session = { $path } — не сессия этой программы.
    .remedy = { $kind ->
        [sqlite] Если это файл Telethon, уберите его отсюда и перенесите: `tribute-agent session import ФАЙЛ`.
       *[other] Проверьте `telegram.session` в настройках.
    }
session-newer = { $path } записан более новой версией (схема { $found }; эта версия знает до { $known }).
    .remedy = Запустите более новую версию программы; эта файл не трогает.
session-corrupt = Сессия { $path } повреждена: { $detail }
    .remedy = Уберите файл и войдите заново: заказы лежат в журнале, а не здесь.
session-disk_full = На диске нет места: сессию не записать.
    .remedy = Освободите место на диске и запустите снова.
session-io = Сессия { $path } недоступна: { $why }
    .remedy = Проверьте, что файл и его папка доступны вам для чтения и записи.
session-database = Сессия { $path } недоступна: { $why }
    .remedy = Проверьте, что файл и его папка доступны вам для чтения и записи.
session-already_running =
    { $process ->
        [none] Агент уже запущен с { $path }.
       *[other] Агент уже запущен с { $path }, процесс { $process }.
    }
    .remedy =
        { $process ->
            [none] Сначала остановите его (Ctrl-C в его окне или `systemctl stop` службы)
           *[other] Сначала остановите его (Ctrl-C в его окне, `systemctl stop` службы или `kill { $process }`)
        }: Telegram навсегда завершает сессию, которой пользуются в двух местах.
session-lock_unavailable =
    { $kind ->
        [no_right] Нет права писать в папку { $folder }: { $why }
       *[other] Не удалось заблокировать { $path }: { $why }
    }
    .remedy =
        { $kind ->
            [no_right] Дайте пользователю, от которого запускаете, право писать в неё или запустите от её владельца; диск, подключённый только для чтения, подключите для записи.
           *[other] Положите сессию в свою папку на диске, где работают блокировки (не на SD-карте и не на сетевой папке).
        }
session-wrong_world = { $live ->
    [yes] { $address } — это этот компьютер, а не Telegram.
   *[no] { $address } — не этот компьютер, значит, не песочница.
}
    .remedy = { $live ->
        [yes] Это сессия песочницы: с Telegram её использовать нельзя.
       *[no] Песочница бывает только на локальном адресе этого компьютера.
    }
session-key_forgotten = Telegram больше не знает эту сессию.
    .remedy = Сессия завершена в Telegram. Войдите заново: `tribute-agent login`. Заказы сохранены.
session-other_account = Сессия сделана для аккаунта { $known }, а вошёл в неё аккаунт { $found }.
    .remedy = Чтобы продолжить с аккаунтом { $known }: `tribute-agent logout`, а потом войдите этим аккаунтом. Другому аккаунту нужен свой файл сессии: впишите в настройки другое имя, например [telegram] session = "sessions/second.session", и войдите.

## Вход, перенесённый из другой программы.

-session-import-remedy = Передайте на вход StringSession или файл .session из Telethon либо укажите этот файл.
-session-string-remedy = Передайте целиком строку, которую вывел StringSession.save() из Telethon после входа.
-session-copy-remedy = Скопируйте его ещё раз при остановленной программе или войдите в Telethon заново.
-session-telethon-remedy = Перенесите файл .session из Telethon или строку, которую даёт StringSession.save() из Telethon.

session-import_unreadable = Не удалось прочитать сессию: { $why }
    .remedy = { -session-import-remedy }
session-import_too_large = Это слишком велико для сессии любого вида.
    .remedy = { -session-import-remedy }
session-import_unknown = Это не сессия известного вида: не текст и не файл SQLite.
    .remedy = { -session-import-remedy }

string_session-empty = Сессия не передана: ввод пуст.
    .remedy = { -session-string-remedy }
string_session-too_long = Это слишком длинно для Telethon StringSession.
    .remedy = { -session-string-remedy }
string_session-bot_token = Это похоже на токен бота. Агент работает от аккаунта продавца, а не бота.
    .remedy = { -session-string-remedy }
string_session-pyrogram = Это похоже на сессию Pyrogram, а не на Telethon StringSession.
    .remedy = { -session-string-remedy }
string_session-version = Это не Telethon StringSession: она начинается с цифры 1.
    .remedy = { -session-string-remedy }
string_session-not_base64 = Это не Telethon StringSession: в ней есть недопустимые символы.
    .remedy = { -session-string-remedy }
string_session-length = StringSession неполная или в ней лишнее: { $bytes } байт вместо { $ipv4 } или { $ipv6 }.
    .remedy = { -session-string-remedy }
string_session-data_centre = В сессии указан дата-центр { $number }, а у Telegram они с 1 по { $max }.
    .remedy = { -session-string-remedy }
string_session-address = В сессии указан адрес, который никуда не ведёт.
    .remedy = { -session-string-remedy }
string_session-empty_key = В сессии нет ключа: её сохранили до входа в аккаунт.
    .remedy = { -session-string-remedy }

telethon_file-broken = Этот файл повреждён.
    .remedy = { -session-copy-remedy }
telethon_file-in_use = С этой сессией работает программа или её прервали: рядом лежит { $companion }.
    .remedy = Остановите её, чтобы она сохранила сессию; если её прервали, запустите ещё раз и завершите как положено.
telethon_file-pyrogram = Это похоже на сессию Pyrogram, а не Telethon.
    .remedy = { -session-telethon-remedy }
telethon_file-grammers = Это похоже на сессию библиотеки grammers, а не Telethon.
    .remedy = { -session-telethon-remedy }
telethon_file-own_session = Это уже сессия tribute-agent.
    .remedy = Переносить её не надо: остановите агента с этой сессией и укажите файл в `telegram.session`.
telethon_file-journal = Это журнал tribute-agent: в нём заказы, а не вход в аккаунт.
    .remedy = { -session-telethon-remedy }
telethon_file-unknown = Это файл SQLite, но не сессия Telethon.
    .remedy = { -session-telethon-remedy }
telethon_file-not_logged_in = В этой сессии нет ключа: в аккаунт с ней не входили.
    .remedy = Сначала войдите в аккаунт в Telethon (`client.start()`), потом перенесите файл снова.
telethon_file-several = В этом файле несколько входов ({ $count }), и неизвестно, какой из них действует.
    .remedy = Откройте его в Telethon и перенесите строку, которую даст StringSession.save(client.session).
telethon_file-key_length = Ключ в этой сессии — { $bytes } { $bytes ->
    [one] байт
    [few] байта
   *[many] байт
} вместо { $expected }.
    .remedy = { -session-copy-remedy }

## `session import` и `session export`.

session-refused = Ничего не сделано.
session-unconfirmed = Нужно согласие человека, а спросить не в чем: это не терминал. Ничего не сделано.
    .remedy = Остановите другую программу с этим входом и добавьте --yes.
session-no_key = В аккаунт с этой сессией не входили: переносить нечего.
    .remedy = Войдите: `tribute-agent login`.

session-import-question = Старая программа с этим входом остановлена навсегда? При одновременной работе Telegram закроет сессию.
session-imported = Сессия готова: { $session }. Она должна быть от аккаунта, которому приходят заказы. Больше не запускайте с ней старую программу: при одновременной работе Telegram закроет сессию.
    Дальше: { $doctor }
session-imported-sandbox = Внимание: это сессия песочницы на этом компьютере ({ $address }), а не Telegram. Настоящие заказы с ней не приходят.
    Она готова: { $session }. Если с ней ещё никто не вошёл: { $login }
    Если нужен был настоящий аккаунт, удалите этот файл и перенесите вход в сам аккаунт.
session-imported-owner = Эта сессия и её заказы — аккаунта { $seller }. С входом другого аккаунта `run` не запустится.

session-export-question = Ключ от вашего аккаунта появится на экране. Показать?
session-export-orders = { $count ->
    [0] Открытых заказов нет.
   *[other] Открытых заказов: { $count } ({ $numbers }). Их никто не продолжит: дождитесь конца или завершите вручную.
}
session-export-journal = Журнал остаётся здесь: { $journal }. Другая программа не знает о заказах в нём.
session-export-warning = Не запускайте агента и другую программу с этой сессией одновременно: Telegram закроет её.
    У кого есть экспортированное, тот — это вы в Telegram: никому не показывайте и удалите после переноса.
session-export-file = Файл сессии для Telethon готов: { $path }
