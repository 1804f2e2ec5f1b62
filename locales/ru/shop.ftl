## Магазин: секрет и настройки.

-secret-remedy = Вставьте целиком секрет, которым сервер магазина проверяет подпись: whsec_ и ещё от 32 до 88 символов. Новый: echo "whsec_$(openssl rand -base64 32)", одинаковый с обеих сторон.

shop-secret-empty = Секрет магазина пуст.
    .remedy = { -secret-remedy }
shop-secret-link = Это ссылка, а не секрет магазина.
    .remedy = { -secret-remedy }
shop-secret-bot_token = Это токен телеграм-бота, а не секрет магазина.
    .remedy = { -secret-remedy }
shop-secret-header = Это HTTP-заголовок с чьим-то ключом («Api-Key: …», «Bearer …»), а не секрет магазина.
    .remedy = { -secret-remedy }
shop-secret-asymmetric = Это половина асимметричной пары ключей (whsk_, whpk_), а агент подписывает общим секретом.
    .remedy = { -secret-remedy }
shop-secret-shortened = Секрет сокращён программой, которая его показала.
    .remedy = { -secret-remedy }
shop-secret-no_prefix = Секрет начинается не с «whsec_».
    .remedy = { -secret-remedy }
shop-secret-cut_off = Секрет обрезан: не хватает последних символов.
    .remedy = { -secret-remedy }
shop-secret-not_base64 = После «whsec_» есть символы, которых в таком секрете не бывает.
    .remedy = { -secret-remedy }
shop-secret-too_short =
    { $bytes ->
        [one] В ключе секрета { $bytes } байт, а нужно не меньше { $bytes_min }.
        [few] В ключе секрета { $bytes } байта, а нужно не меньше { $bytes_min }.
       *[other] В ключе секрета { $bytes } байт, а нужно не меньше { $bytes_min }.
    }
    .remedy = { -secret-remedy }
shop-secret-too_long =
    { $bytes ->
        [one] В ключе секрета { $bytes } байт, а можно не больше { $bytes_max }.
        [few] В ключе секрета { $bytes } байта, а можно не больше { $bytes_max }.
       *[other] В ключе секрета { $bytes } байт, а можно не больше { $bytes_max }.
    }
    .remedy = { -secret-remedy }

shop-url = Адрес магазина (url) не годится: { $problem }.
    .remedy = Напишите адрес целиком: url = "https://shop.example/tribute".
shop-plain_http = Адрес магазина — http без шифрования: по пути любой прочтёт заказы и подделает ответы магазина.
    .remedy = Напишите https://. В сети, где вы одни, http разрешает allow_insecure = true.
shop-credentials_in_url = В адресе магазина записаны имя или пароль.
    .remedy = Уберите их: кто обращается к магазину, и так доказывает подпись.
shop-timeout = Тайм-аут магазина — ноль или больше 2 минут.
    .remedy = Напишите время от 1ms до 2m: timeout = "10s".
shop-user_agent = В user agent есть символы, которых HTTP не передаст.
    .remedy = Только латиница, цифры и знаки ASCII.
shop-ca_file_unreadable = Не читается ca_file { $path }: { $problem }.
    .remedy = Проверьте путь и права на файл.
shop-ca_file_contents = В файле ca_file { $path } нет ни одного годного сертификата.
    .remedy = Нужен файл PEM: строки между «BEGIN CERTIFICATE» и «END CERTIFICATE», без ключа.
shop-no_system_roots = В этой системе нет списка центров сертификации, который можно прочесть.
    .remedy = Уберите roots = "system": встроенный список работает везде.
shop-client = HTTP-клиент не собрался: { $problem }.
    .remedy = Пожалуйста, сообщите об этом, приложив текст выше.
