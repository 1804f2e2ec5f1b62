## Настройки: что в них не так, словами для владельца магазина.

config-line = строка { $line }: { $told }
config-bot_in_saved_messages = в «Избранном» бота быть не может: вместо него пишет аккаунт продавца
    .remedy = Создайте группу, добавьте в неё бота и укажите её в [moderators] chat. Или удалите bot_token.
config-chat_is_tribute = это чат с ботом Tribute: он отвечал бы на каждое сообщение о его же ответах
    .remedy = Назовите другой чат: группу, где есть модераторы, или "me" — «Избранное».
config-in-variable = переменная окружения { $variable }: { $what }
config-more-mistakes = … и ещё { $count }

config-bad_alert_command = в `alert_command` не названа программа
    .remedy = Напишите программу и её аргументы, каждый отдельно: ["mail", "-s", "tribute-agent", "me@example.com"]
config-bad_command = не названа программа, которая выдаёт товар
    .remedy = Напишите программу и её аргументы, каждый отдельно: command = ["/home/me/give.sh", "--fast"]
config-bad_api_hash = `api_hash` не похож на выданный my.telegram.org: 32 шестнадцатеричные цифры
    .remedy = Скопируйте `App api_hash` с https://my.telegram.org/apps целиком.
config-bad_bot_token = `bot_token` не похож на выданный @BotFather: `123456789:AA…`{ $looks ->
        [none] { "" }
       *[other] . Похоже на то, что это { $looks }
    }
    .remedy = Скопируйте токен целиком: @BotFather покажет его ещё раз по команде /mybots.
config-bad_chat = `{ $key }`: не похоже на id чата
    .remedy = Напишите id чата (-1001234567890, без кавычек), "@username" или "me" — «Избранное».
config-bad_duration = "{ $text }" сюда не подходит: нужен промежуток времени
    .remedy = Напишите "2s", "200ms", "5m" или "1h30m", от { $shortest } до { $longest }.
config-bad_label =
    { $kind ->
        [button] { $text } не бывает надписью кнопки
        [product] товар без названия
       *[line] { $text }: пусто, слишком длинно или больше одной строки
    }
    .remedy =
        { $kind ->
            [button] Напишите надпись, как на кнопке: send_buttons = ["Отправить", "Send"]
            [product] Оставьте по одному [[product]] на название, как его печатает Tribute.
           *[line] Напишите одну строку не длиннее 128 символов: { $example }
        }
config-bad_language = языка { $text } агент не знает
    .remedy = Напишите language = "ru" или language = "en"
config-bad_path =
    { $is_session ->
        [yes] { $text } не может быть сессией: рядом лежит журнал, `.journal`
       *[no] { $text } — не путь, который можно здесь указать
    }
    .remedy =
        { $is_session ->
            [yes] Напишите, например, session = "sessions/main.session"
           *[no] Напишите путь относительно этого файла или полный, с `/` в начале; `~` не понимается.
        }
config-bad_listen = { $text } — не адрес, который можно слушать
    .remedy = Напишите адрес этого компьютера и порт: listen = "127.0.0.1:8787"
config-bad_pattern =
    { $kind ->
        [empty] шаблон пуст
        [too-long] шаблон слишком длинный
        [too-complex] шаблон слишком сложный
       *[syntax] шаблон — не регулярное выражение: { $reason }
    }
    .remedy = Напишите в одинарных кавычках, где \ значит сам себя: { $example }
config-bad_ping_url = это не адрес, который можно вызвать
    .remedy = Напишите целиком адрес, который дал сервис: "https://hc-ping.com/…"
config-bad_public_url = это не адрес, по которому сервер виден снаружи
    .remedy = Напишите его без пути вебхука: public_url = "https://pay.shop.example"
config-bad_price = { $text } — не цена, или её можно прочесть двояко
    .remedy = Напишите сумму и валюту: price = "5.00 EUR", "1250.00 RUB", "250 XTR" (Stars — целое число)
config-bad_profile =
    { $kind ->
        [alike] строки не различить: `{ $label }` и `{ $other }` начинаются одинаково
        [empty] строки не различить: `{ $label }` — пусто
       *[several-lines] строки не различить: `{ $label }` — больше одной строки
    }
    .remedy = Напишите каждую метку как в сообщении, вместе с двоеточием.
config-bad_proxy =
    { $problem ->
        [scheme] `proxy` не начинается с socks5://, а другие прокси не подойдут
        [host] в `proxy` нет адреса
        [port] в `proxy` нет порта
        [credentials] имя или пароль в `proxy` не годятся: слишком длинно, нет имени или `%` не записан как %25
       *[rest] в `proxy` что-то стоит после порта
    }
    .remedy = Напишите "socks5://user:password@host:port" или "socks5://host:port"; @ : / % в имени и пароле — как %40 %3A %2F %25.
config-bad_shop_kind = вида магазина { $text } нет
    .remedy = Напишите kind = "http" (ваш сервер), "command" (программа на этой машине), "codes" (список кодов) или "salebot" (проект в Salebot)
config-codes_without_products = для кодов нужны товары: без них неизвестно, какой код к чему
    .remedy = Перечислите товары, как их пишет Tribute, с sku их кодов: { $line }
config-template_without_code =
    шаблон не сообщает код как есть{ $absent ->
        [none] {""}
       *[other] , когда нет: { $absent }
    }
    .remedy = Поставьте { $code } туда, где он есть всегда, и без фильтров: кроме кода, покупатель ничего не получит
config-codes_too_long = ответ не поместится в одно сообщение: до { $count_max } кодов до { $length_max } знаков, а в сообщении их { $units_max }
    .remedy = Напишите в [shop] code_length = N — длину самого длинного кода, или продавайте меньше кодов сразу (quantity), или сократите шаблон
config-bad_roots = списка центров сертификации { $text } нет
    .remedy = Напишите roots = "bundled" или roots = "system"
config-bad_template =
    строка { $line } шаблона не работает: { $detail ->
        [no-end] у тега нет конца, или в нём фигурная скобка
       *[other] { $detail }
    }
    .remedy =
        { $remedy ->
            [nearest] Может быть, `{ $nearest }`?
            [filters] В ответе пригодятся: { $filters }.
           *[syntax] Значения пишутся в { $value }, условия — в { $condition }. Образец: { $command }
        }
config-bad_token = такой токен можно подобрать: нужно не меньше { $characters_min } символов, латинские буквы, цифры и знаки без пробелов
    .remedy = Создайте новый: `{ $command }`
config-bad_time = { $text } — не время суток
    .remedy = Напишите daily = "09:00" или daily = "off"
config-bad_quiet = { $text } — не часы суток
    .remedy = Напишите, с какого и до какого времени: quiet = "23:00-09:00"
config-bad_time_zone = часового пояса { $text } эта машина не знает
    .remedy = Напишите time_zone = "Europe/Moscow", как в https://www.iana.org/time-zones. Если не находится ни один, установите `tzdata`.
config-bad_url = это не адрес, который можно вызвать
    .remedy = Напишите адрес целиком, без `#`: "https://shop.example/tribute"
config-bad_username = { $text } — не имя пользователя
    .remedy = Напишите, как показывает Telegram: "@tribute". Не ссылку и не отображаемое имя.
config-duplicate_product = товар { $name } стоит здесь второй раз (регистр, пробелы и невидимые символы не важны)
    .remedy = Оставьте по одному [[product]] на название, как его печатает Tribute.
config-bad_tribute_key = `key` — не ключ API Tribute{ $looks ->
        [none] { "" }
       *[other] : похоже на { $looks }
    }
    .remedy = Откройте Tribute в Telegram, «Настройки», «API-ключи», и скопируйте ключ целиком: он похож на f138f7b4-0000-4c5c-97a6-46f8870dc0de.
config-bad_salebot_key = `api_key` — не API-ключ проекта в Salebot
    .remedy = Скопируйте его из настроек проекта в Salebot целиком и отдельно: буквы и цифры, без адреса вокруг.
config-bad_salebot_prefix = `prefix` — не то, с чего начинаются сообщения об оплатах в Salebot
    .remedy = Скопируйте из настроек проекта в Salebot 10 букв и цифр, без «_» и того, что за ним.
config-bad_provider_token = `provider_token` не похож на то, что @BotFather показывает для платёжной системы: `284685063:TEST:…`{ $looks ->
        [none] { "" }
       *[other] . Похоже на то, что это { $looks }
    }
    .remedy = Напишите @BotFather /mybots, выберите бота, Payments, платёжную систему и скопируйте токен целиком. Для Stars он не нужен: удалите строку.
config-bad_on_silence = { $text } — не то, что делать с платежом, когда магазин молчит
    .remedy = Напишите on_silence = "decline" (денег не берут) или "accept" (платёж проходит).
config-bot_without_telegram = для [telegram_payments] нужна секция [telegram]: бот входит с api_id и api_hash вашего приложения
    .remedy = `tribute-agent init` спросит и то и другое; или удалите [telegram_payments].
config-silence_of_nobody = `on_silence` действует, только когда магазин спрашивают перед оплатой
    .remedy = Добавьте ask_shop = true или удалите `on_silence`.
config-bad_words = в `{ $key }` пусто или больше одного сообщения ({ $units_max } символов)
    .remedy = Напишите несколько предложений для покупателей или удалите строку: тогда они прочтут обычные.
config-test_provider = `provider_token` — проверочный (TEST): денег по нему не приходит, а товары выдаются
    .remedy = Чтобы продавать, напишите @BotFather /mybots, выберите Payments и подключите платёжную систему для настоящих платежей (LIVE).
config-not_sold_in_telegram =
    { $kind ->
        [none] в Telegram ничего не купить: ни у одного товара нет цены, которую там можно заплатить{ $names ->
            [none] { "" }
           *[other] { " " }({ $names }{ $more ->
                [0] { "" }
               *[other] { " " }и ещё { $more }
            })
        }
       *[some] покупатели в Telegram не видят { $names }{ $more ->
            [0] { "" }
           *[other] { " " }и ещё { $more }
        }: цена не в Stars, а provider_token нет
    }
    .remedy = Напишите цены в Stars: price = "250 XTR". Для других валют подключите у @BotFather платёжную систему и впишите её provider_token в [telegram_payments].
config-bad_terminal_key = `terminal_key` — не имя терминала
    .remedy = Скопируйте его из кабинета банка: «Интернет-эквайринг», магазин, «Терминалы». Это до 20 букв и цифр: 1700000000000DEMO.
config-bad_tbank_password = `password` — не пароль терминала
    .remedy = Скопируйте его целиком из кабинета банка, где стоит терминал: от 8 до 64 знаков без пробелов.
config-demo_terminal = терминал из [tbank] не берёт настоящих денег: его имя кончается на DEMO, а товары по его платежам выдаются
    .remedy = Пока пробуете, напишите livemode = false выше всех секций или возьмите настоящий терминал.
config-bad_taxation = { $text } — не система налогообложения
    .remedy = Напишите одну из этих: { $known }.
config-bad_account_source = { $text } не может быть номером аккаунта для магазина
    .remedy = Напишите account = "telegram_id" или "none", если магазин узнаёт покупателей сам.
config-bad_event_name =
    { $kind ->
        [taken] { $text } не передаётся: из него получается заказ или возврат
       *[bad] { $text } — не название события
    }
    .remedy = Пишите названия как в документации Tribute: forward = ["new_subscription"].
config-duplicate_tribute_id = номер { $id } в Tribute есть ещё у одного товара
    .remedy = Оставьте один [[product]] на каждый tribute_id.
config-example_mismatch =
    { $kind ->
        [too-long] пример длиннее { $characters_max } символов
        [nothing] шаблон ничего не находит в примере { $example }
        [doubtful] шаблон не находит надёжного номера в примере { $example }
       *[several] шаблон находит несколько номеров в примере { $example }
    }
    .remedy =
        { $kind ->
            [too-long] Напишите коротко, как пишут покупатели: номер аккаунта и пара слов.
           *[other] Исправьте шаблон или напишите пример с одним номером аккаунта, как его пишут покупатели.
        }
config-incomplete = в файле слишком мало, чтобы работать
    .remedy = Сравните его с образцом: { $command }
config-insecure_url = по http без шифрования заказы может прочесть и подменить любой по дороге
    .remedy = Напишите https://…; для магазина, если сеть полностью ваша: `allow_insecure = true` в [shop].
config-listens_openly = сервер слушает { $listen }: до него можно добраться без шифрования
    .remedy = Пусть слушает 127.0.0.1, а перед ним стоит прокси с https: nginx, Caddy или туннель.
config-missing_key = не хватает `{ $name }`
    .remedy =
        { $kind ->
            [secret] Добавьте `{ $line }`, или `{ $line_file }` с путём к файлу, или задайте { $variable }.
           *[key] Добавьте строку, например: { $line }
        }
config-missing_section = нет раздела [{ $section }]
    .remedy = `{ $init }` спросит, чего не хватает, и допишет. Или заполните [{ $section }] сами: образец покажет `{ $sample }`.
config-no_buttons = без надписей в `send_buttons` ни один заказ не завершить
    .remedy = Напишите надпись, как на кнопке: send_buttons = ["Отправить", "Send"]
config-moderators_unused = [moderators] не действует: без [telegram] нет аккаунта, который мог бы туда писать
    .remedy = Укажите `alert_command`: ей достанется то, что прочли бы модераторы. Или добавьте [telegram], если агенту нужен аккаунт там (`tribute-agent init`); если нет, удалите [moderators].
config-api_without_server = [tribute_api] есть, а [server] нет: сообщить о покупке Tribute не сможет
    .remedy = Добавьте [server] с токеном и впишите его адрес в Tribute: `tribute-agent init` спросит и то, и другое.
config-no_products = нет ни одного [[product]]: любой товар пройдёт, и магазин не получит sku
    .remedy = Перечислите, что продаёте: тогда незнакомый товар не уйдёт в магазин.
config-not_strict = [account_id] strict = false: часть телефона, почты или другого номера может сойти за номер аккаунта
    .remedy = Удалите эту строку, а свои слова перед номером перечислите так: labels = ["игровой номер"].
config-nobody_allowed = с пустым `allowed` агенту никто не сможет ответить
    .remedy = Перечислите id модераторов или удалите строку: тогда отвечать могут все в чате.
config-not_found =
    { $named ->
        [yes] такого файла нет
       *[no] здесь нет ни config.local.toml, ни config.toml
    }
    .remedy =
        { $named ->
            [yes] Проверьте путь после --config. Создать такой файл: { $init }
           *[no] Настроек ещё нет? `{ $init }` задаст несколько вопросов и создаст их. Если они есть, укажите файл: --config ФАЙЛ — или перейдите в папку, где он лежит.
        }
config-not_utf8 = это не текст в кодировке UTF-8
    .remedy = Сохраните его в текстовом редакторе в кодировке UTF-8.
config-out_of_range = число { $number } не подходит
    .remedy = Напишите число от { $least } до { $most }.
config-readable_by_others = в { $file } секреты, а прочесть или изменить его могут и другие на этом компьютере
    .remedy = chmod 600 { $file }
config-sample = это всё ещё из образца: { $key } знают все
    .remedy = Впишите своё. Или пусть `tribute-agent init` всё спросит и запишет config.local.toml, если такого файла ещё нет.
config-secret_file =
    { $problem ->
        [none] { $path }: слишком длинно для секрета
       *[other] не могу прочитать { $path }: { $problem }
    }
    .remedy = Запишите секрет в этот файл одной строкой, без ничего другого, или исправьте путь.
config-secret_twice = заданы и `{ $key }`, и `{ $key_file }`
    .remedy = Оставьте что-то одно.
config-syntax =
    { $kind ->
        [unquoted] текст должен стоять в кавычках
        [curly] в TOML такие кавычки не годятся
       *[other] это не TOML: { $message }
    }
    .remedy =
        { $kind ->
            [curly] Наберите прямые кавычки: "…". Телефоны и текстовые редакторы подставляют другие.
           *[other] Строка — это `ключ = значение`; тексты — в "кавычках"; разделы — в [скобках]. Образец: { $command }
        }
config-template_empty =
    { $absent ->
        [none] шаблон не даёт никакого текста, когда есть все значения
       *[other] шаблон не даёт никакого текста без { $absent }
    }
    .remedy = Оставьте какие-нибудь слова вне всех { $condition }.
config-template_fails =
    { $absent ->
        [none] строка { $line } шаблона не работает, когда есть все значения
       *[other] строка { $line } шаблона не работает без { $absent }
    }
    .remedy = Спросите, прежде чем печатать то, чего может не быть: { $example }
config-template_statement = в шаблоне ответа не бывает { $name }
    .remedy = Что бывает: { $known }.
config-template_too_large = шаблон больше { $size_kib } КиБ, или в нём { $tag } больше { $tag_bytes } байт или { $brackets } скобок, или `*` стоит не между числами
    .remedy = Сократите его: ответ — одно сообщение. Умножаются только числа: { $product }
config-template_too_long = ответ может занять { $units } единиц, а Telegram берёт { $units_max }
    .remedy = Сократите шаблон и печатайте каждое значение один раз.
config-template_unknown_name = шаблон просит `{ $name }`, а такого значения нет
    .remedy =
        { $nearest ->
            [none] Есть: { $known }.
           *[other] Может быть, `{ $nearest }`?
        }
config-too_large = больше 256 КиБ
    .remedy = Проверьте, что это файл настроек: каталог из 2000 товаров помещается.
config-too_many = в `{ $name }` слишком много записей
    .remedy = Оставьте не больше { $count_max }.
config-unknown_key =
    { $section ->
        [none] неизвестный ключ `{ $key }` вне разделов
       *[other] неизвестный ключ `{ $key }` в разделе [{ $section }]
    }
    .remedy =
        { $elsewhere ->
            [none]
                { $nearest ->
                    [none] Удалите его. Что здесь бывает: { $known }.
                   *[other] Может быть, `{ $nearest }`?
                }
            [top] Перенесите его в начало файла, выше первого раздела.
           *[other] Перенесите его в { $elsewhere }.
        }
config-unreadable =
    { $error ->
        [silence] это не файл, и за { $seconds } с никто в него ничего не написал
       *[other] не читается: { $error }
    }
    .remedy = Проверьте, что это файл и что у вас есть право его читать.
config-without_telegram_only = `{ $key }` — для агента без [telegram]: когда он есть, это решает сессия
    .remedy = Удалите строку. Журнал лежит рядом с сессией.
config-wrong_type =
    { $found ->
        [string] в `{ $name }` стоит текст, а так нельзя
        [integer] в `{ $name }` стоит число, а так нельзя
        [float] в `{ $name }` стоит число, а так нельзя
        [boolean] в `{ $name }` стоит true или false, а так нельзя
        [datetime] в `{ $name }` стоит дата, а так нельзя
        [array] в `{ $name }` стоит список, а так нельзя
       *[table] в `{ $name }` стоит раздел, а так нельзя
    }
    .remedy =
        { $wanted ->
            [text] Напишите текст в кавычках: "…"
            [price] Напишите сумму с валютой в кавычках: price = "{ $number } EUR"
            [boolean] Напишите true или false.
            [integer] Напишите целое число без кавычек.
            [integer-or-text] Напишите целое число без кавычек или текст в кавычках.
            [integers] Напишите список целых чисел: [111, 222]
            [texts] Напишите список текстов: ["…", "…"]
            [duration] Напишите промежуток времени в кавычках: "2s", "5m", "1h30m"
            [sections] Напишите [[{ $name }]].
           *[section] Напишите [{ $name }].
        }

## На что похож вставленный текст: «похоже на то, что это …».

config-looks-like =
    { $kind ->
        [Placeholder] заглушка из инструкции
        [ProductLink] ссылка на товар в Tribute
        [ProxyLink] ссылка на прокси для приложений Telegram
        [TelegramLink] ссылка на Telegram
        [WebLink] ссылка на сайт
        [Socks5] адрес прокси SOCKS5
        [BotToken] токен Telegram-бота
        [ProviderToken] токен платёжной системы
        [Header] HTTP-заголовок с чьим-то ключом API
        [ShopSecret] секрет магазина (whsec_…)
        [CutShopSecret] секрет магазина, но не целиком
        [AsymmetricKey] половина асимметричной пары ключей (whsk_, whpk_)
        [ApiHash] api_hash
        [CutApiHash] api_hash, но не целиком
        [TributeKey] ключ API Tribute
        [CutTributeKey] ключ API Tribute, но не целиком
        [TerminalKey] имя терминала Т-Банка
        [StringSession] StringSession: у кого она есть, тот в Telegram — вы. Никому её не показывайте
        [PhoneNumber] номер телефона
        [Email] адрес электронной почты
        [Username] имя пользователя в Telegram
        [ChatId] id группы
       *[Number] число
    }
