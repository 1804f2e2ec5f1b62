## `doctor`: что нашла каждая проверка и, под `.remedy`, что делать. Заголовок проверки можно менять, её имя — никогда.

doctor-title =
    { $check ->
        [config] Настройки
        [permissions] Права на файлы
        [disk] Диск
        [session] Сессия
        [application] Приложение в Telegram
        [running] `run`
        [journal] Журнал заказов
        [last_order] Последний заказ
        [telegram] Связь с Telegram
        [proxy] Прокси
        [account] Аккаунт
        [telegram_clock] Часы и Telegram
        [tribute] Бот Tribute
        [moderators] Чат модераторов
        [moderators_open] Посторонние в чате модераторов
        [moderators_bot] Бот модераторов
        [moderators_phone] Телефоны модераторов
        [payments_bot] Бот, который принимает оплату
        [shop] Магазин
        [shop_clock] Часы и магазин
        [tribute_api] API Tribute
        [server] Сервер агента
        [public_url] Дорога снаружи
        [webhooks] Вебхуки
        [tbank] Терминал Т-Банка
        [tbank_notifications] Уведомления Т-Банка
        [wake_lock] Android: сон
        [battery] Android: батарея
        [last_kill] Android: остановки
       *[other] { $check }
    }
doctor-verdict =
    { $verdict ->
        [ok] в порядке
        [warning] внимание
        [failed] не в порядке
       *[skipped] не проверено
    }
doctor-everything-else = Всё остальное
doctor-interrupted = Прервано: остальное не проверено.
doctor-summary =
    { $outcome ->
        [well] Всё в порядке.
        [checked-well] Что удалось проверить, в порядке.
        [works] Работает.
        [not-broken] Поломок не найдено.
       *[failed] Не в порядке: { $count }.
    }
doctor-summary-warnings = Стоит взглянуть: { $count }.
doctor-summary-skipped = Не проверено: { $count }.
doctor-too-slow = За { $seconds } с ответа нет.
doctor-broke-off = Проверка оборвалась.

## Почему что-то не проверено.

doctor-missing =
    { $what ->
        [configuration] Настроек ещё нет.
        [sound-configuration] Сначала нужно исправить настройки.
        [telegram-section] В настройках нет раздела [telegram].
        [own-configuration] Это всё ещё образец настроек.
        [session] Сессии нет.
        [login] В аккаунт никто не вошёл.
        [free-session] Сессия занята: с ней работает `run`. При одновременной работе Telegram закроет её навсегда. Чтобы проверить и это, сначала остановите `run`.
        [connection] Связи с Telegram нет.
        [account] Telegram не сказал, чей это вход.
        [running-server] `run` не работает или не отвечает: и по этому адресу отвечать некому.
       *[moderators] Чат не найден.
    }
doctor-no-telegram = Аккаунта Telegram нет: заказы приходят только через сервер.
doctor-no-shop = В настройках нет раздела [shop].
doctor-no-phone = Это не телефон.

## На этом компьютере.

doctor-config = { $file }
doctor-config-more = … и ещё: { $count }.
doctor-application-sandbox = Песочнице подойдёт любой api_id.
doctor-application-own = api_id и api_hash указаны.
doctor-application-public = api_id и api_hash не ваши, а общеизвестные ({ $owner }). Telegram за это ограничивает и блокирует аккаунты.
    .remedy = Создайте свои на https://my.telegram.org/apps, впишите их в настройки и войдите заново.
doctor-permissions-private = Секретные файлы доступны только вам. Файлов и папок проверено: { $count }.
doctor-permissions-open = Доступно другим на этом компьютере: { $open }
    .remedy = { $commands }
doctor-permissions-unknown = На этой системе не узнать.
doctor-disk-free =
    { $unit ->
        [gigabytes] Там, где хранится журнал, свободно { $size } ГБ.
       *[megabytes] Там, где хранится журнал, свободно { $size } МБ.
    }
doctor-disk-low =
    { $unit ->
        [gigabytes] Там, где хранится журнал, свободно { $size } ГБ.
       *[megabytes] Там, где хранится журнал, свободно всего { $size } МБ.
    }
    .remedy = Освободите место: когда диск полон, агент останавливается, потому что не делает ничего, чего не может сначала записать.
doctor-disk-unknown = Система не говорит, сколько места осталось.
doctor-session-login =
    { $account ->
        [none] { $file }: вход, которым ещё не пользовались
       *[other] { $file }: аккаунт { $account }
    }{ $world ->
        [sandbox] {" "}(из песочницы).
       *[telegram] .
    }
doctor-session-nobody =
    { $account ->
        [none] { $file }: в аккаунт никто не вошёл.
       *[other] { $file }: никто не вошёл; из аккаунта { $account } вышли.
    }
    .remedy =
        { $world ->
            [sandbox] Она из песочницы: вход в неё перенесёт `session import`, как песочница и говорит при запуске.
           *[telegram] Войдите: { $command }
        }
doctor-running-not = `run` не запущен{ $has_chat ->
        [yes] : сессию можно проверить.
       *[no] .
    }
doctor-running-held = С { $has_chat ->
        [yes] этой сессией
       *[no] этим журналом
    } работает `run` (или другая команда).
doctor-running-read = Чат с Tribute последний раз прочитан { $when }.
doctor-running-read-long-ago = Чат с Tribute последний раз прочитан { $when }.
    .remedy = Если `run` запущен не только что, посмотрите, что он пишет: возможно, у него нет связи с Telegram.
doctor-running-never-read = Чат с Tribute ещё ни разу не прочитан.
    .remedy = Если `run` запущен не только что, посмотрите, что он пишет: возможно, у него нет связи с Telegram.
doctor-running-trouble = { $trouble } с { $since }.
doctor-running-troubles = { $troubles }
    .remedy = Что с этим делать, написано в чате модераторов; когда всё наладится, `run` продолжит сам.
doctor-running-undelivered = Не удаётся доставить модераторам сообщений: { $count }.
    .remedy = Проверьте, что аккаунту можно писать в чат модераторов.
doctor-journal-whole =
    { $is_thorough ->
        [yes] Цел и принадлежит этому аккаунту.
       *[no] Принадлежит этому аккаунту.
    } Заказов: { $orders }, открытых: { $open }.
doctor-journal-revoking = Деньги вернули, а магазин ещё не забрал товар. Таких заказов: { $count }, первый — №{ $first }.
    .remedy = Агент будет просить магазин и дальше, а об отказе скажет людям. Что магазин ответил, покажет `tribute-agent orders show { $first }`; `orders retry { $first }` спросит сразу.
doctor-journal-none = Ещё нет: его создаст первый `run`.
doctor-last-order = { $when }
doctor-last-order-none = Ещё не было.
doctor-last-order-unknown = Журнал не читается.

## На телефоне.

doctor-wake-lock-awake = С включения прошло { $on } мин, телефон не засыпал.
doctor-wake-lock-slept = С включения прошло { $on } мин, из них телефон спал { $slept }. Пока он спит, заказы ждут.
    .remedy = Перед `run` выполните в том же Termux: termux-wake-lock; тогда в его уведомлении будет «wake lock held».
doctor-wake-lock-unknown = Сколько телефон спал, не узнать.
    .remedy = Перед `run` выполните в том же Termux: termux-wake-lock; тогда в его уведомлении будет «wake lock held».
doctor-wake-lock-too-early = Телефон включили совсем недавно: судить рано.
doctor-battery-not-optimised = В этом Android экономии батареи ещё нет.
doctor-battery-unknown = Ограничивает ли Android работу Termux, отсюда не видно.
    .remedy =
        { $maker ->
            [none] Посмотрите сами: Настройки → Приложения → Termux → Батарея → Без ограничений.
           *[other]
                Посмотрите сами: Настройки → Приложения → Termux → Батарея → Без ограничений.
                Телефоны { $maker } останавливают программы ещё и по-своему: см. https://dontkillmyapp.com про этого производителя и закрепите Termux в списке недавних.
        }
doctor-last-kill-running = `run` работает.
doctor-last-kill-none = В прошлый раз `run` завершился сам (или ещё не запускался).
doctor-last-kill-killed = `run` был остановлен системой; последняя запись: { $when }. Ничего не потеряно: он продолжит с того же места.
    .remedy =
        { $killer ->
            [on] Android 12 и новее останавливает программы внутри Termux. Настройки → Для разработчиков → Отключить ограничения для дочерних процессов; и разрешите Termux расход батареи без ограничений.
           *[off] Разрешите Termux расход батареи без ограничений и не давайте ему спать: termux-wake-lock.
        }

## Telegram и магазин.

doctor-telegram-reached = Telegram доступен напрямую.
doctor-telegram-by-proxy = Связь с Telegram идёт через прокси.
doctor-proxy-none = В настройках его нет.
doctor-proxy-reached = Telegram доступен через { $proxy }.
doctor-account = Вход выполнен: { $id } ({ $name }).
doctor-clock-agrees =
    { $whose ->
        [telegram] Часы этого компьютера и Telegram сходятся ({ $seconds } с).
       *[shop] Часы этого компьютера и магазина сходятся ({ $seconds } с).
    }
doctor-clock-differs =
    Часы этого компьютера { $way ->
        [behind] отстают
       *[ahead] спешат
    } на { $seconds } с по сравнению с часами { $whose ->
        [telegram] Telegram.
       *[shop] магазина.
    }
    .remedy = Включите установку времени по сети: timedatectl set-ntp true; на телефоне: Настройки → Дата и время → автоматически.
doctor-tribute = У бота тот id, что указан в настройках.
doctor-moderators-none =
    { $is_told ->
        [yes] Чата модераторов нет: когда нужен человек, об этом скажут лог и `alert_command`.
       *[no] Чата модераторов нет: когда нужен человек, об этом скажет только лог.
    }
    .remedy =
        { $is_told ->
            [yes] Что ждёт человека, покажет `tribute-agent orders list --state escalated`.
           *[no] Задайте `alert_command` и смотрите иногда `tribute-agent orders list --state escalated`.
        }
doctor-moderators = { $title }: найден, аккаунту можно туда писать.
doctor-moderators-open-closed = Нет, насколько видно этому аккаунту.
doctor-moderators-open-untold = Telegram не сказал: { $error }.
doctor-moderators-open-limited =
    { $how ->
        [public] Чат открытый: войти может кто угодно, но отвечать вправе только те, кто в `allowed`.
       *[link] Войти может любой, у кого есть ссылка-приглашение, но отвечать вправе только те, кто в `allowed`.
    }
doctor-moderators-open =
    { $how ->
        [public] Чат открытый: войти и отвечать агенту может кто угодно.
       *[link] Войти и отвечать агенту может любой, у кого есть ссылка-приглашение.
    }
    .remedy = Закройте чат, отзовите ссылку или перечислите, кто вправе отвечать: [moderators] allowed = [111, 222].
doctor-bot-none = Бота нет: модераторам пишет аккаунт продавца.
doctor-bot-me = В «Избранном» бота быть не может, а ответы словами агент читает там.
    .remedy = Создайте группу, добавьте в неё бота и укажите её в [moderators] chat: от бота телефон зазвонит, даже если кроме вас там никого нет.
doctor-bot = { $name }: токен верный.
doctor-bot-absent = { $name } не в чате модераторов: вместо него пишет аккаунт продавца.
    .remedy = Добавьте { $name } в группу: откройте её → «Добавить участников».
doctor-bot-writes = Писать в чат модераторов может.
doctor-bot-mute = Писать в чат модераторов не может: вместо него пишет аккаунт продавца.
    .remedy = Разрешите { $name } писать: в настройках группы «Разрешения», или сделайте его администратором.
doctor-bot-pins = Закреплять сообщения может.
doctor-bot-pins-not = Закреплять сообщения не может: доска «Ждут вас» будет не закреплена.
    .remedy = Сделайте { $name } администратором группы с правом закреплять сообщения.
doctor-moderators-phone-bot = Пишет бот: от него телефон звонит у всех, кто в чате, и у самого владельца. Не выключен ли у них звук, не видно.
doctor-moderators-phone = Кроме этого аккаунта там людей: { $count }. Не выключен ли у них звук, не видно: проверит doctor --ring.
doctor-moderators-phone-nobody =
    { $chat ->
        [me] Только ваш, секунд через пятнадцать: о том, что аккаунт пишет себе в «Избранное», телефон не уведомляет, поэтому агент напоминает отложенным сообщением.
       *[group] Только ваш, секунд через пятнадцать: в этом чате только сам аккаунт продавца, а о его собственных сообщениях телефон не уведомляет, поэтому агент напоминает отложенным сообщением.
    }
    .remedy =
        { $chat ->
            [me] Создайте группу, укажите её в [moderators] chat и добавьте в неё своего бота (@BotFather, /newbot; токен — в [moderators] bot_token): от бота телефон зазвонит, даже если вы там один.
           *[group] Добавьте в группу своего бота (@BotFather, /newbot; токен — в [moderators] bot_token): от бота телефон зазвонит, даже если вы там один. Или ещё чей-то аккаунт.
        }
doctor-moderators-phone-unknown = Telegram не говорит, кто есть в этом чате.
doctor-payments-none = В настройках нет [telegram_payments].
doctor-payments = { $name }: токен верный{ $same ->
        [yes] . Это же и бот модераторов
       *[no] {""}
    }.
doctor-payments-invoice =
    { $kind ->
        [stars] Может брать Stars.
       *[money] Может брать { $currency } через платёжную систему.
    }
doctor-payments-refused =
    { $kind ->
        [stars] Telegram не даёт ему брать Stars: { $name }.
       *[money] Telegram не даёт ему брать { $currency } через платёжную систему: { $name }.
    }
    .remedy =
        { $name ->
            [PAYMENT_PROVIDER_INVALID] Откройте у @BotFather: /mybots, бот, Payments. Подключите платёжную систему снова и впишите токен оттуда в [telegram_payments] provider_token.
            [CURRENCY_TOTAL_AMOUNT_INVALID] Самая низкая цена товара меньше той, что берёт Telegram: поднимите её.
           *[other] Что значит это имя, написано на core.telegram.org/api/errors. Что можно боту, покажет /mybots у @BotFather.
        }
doctor-payments-unanswered = Может ли он брать деньги, Telegram не сказал: { $error }.
doctor-payments-goods = Товаров, которые там можно оплатить: { $sold } из { $all }.
doctor-payments-nothing = Купить нечего: ни у одного товара (всего их { $all }) нет цены, которую там можно заплатить.
    .remedy = Напишите цены в Stars: price = "250 XTR". Для других валют подключите у @BotFather платёжную систему и впишите её provider_token в [telegram_payments].
doctor-payments-support = /paysupport говорит, куда обращаться покупателям.
doctor-payments-no-support = /paysupport не говорит, куда обращаться покупателям, а правила Telegram этого требуют.
    .remedy = Напишите, куда: [telegram_payments] support = "Вопросы по оплате: @shop_support"
doctor-shop-silent = Магазин не ответил.
doctor-codes = Коды есть для каждого товара ({ $count }).
doctor-codes-missing = Кодов нет для: { $skus }.
    .remedy = Добавьте: tribute-agent codes import ФАЙЛ
doctor-codes-file-wrong = { $file } не загрузится: { $count ->
        [one] { $count } строка неверна
        [few] { $count } строки неверны
       *[other] { $count } строк неверны
    }.
    { $lines }
    .remedy = Поправьте файл; все строки назовёт `tribute-agent codes import --dry-run`.
doctor-codes-file-new = В { $file } есть незагруженные коды: { $count }.
    .remedy = Загрузите: tribute-agent codes import
doctor-salebot-roubles = Salebot считает в рублях: заказы на { $products } попадут к модераторам.
    .remedy = Продавайте их за рубли, или пусть их выдаёт кто-нибудь другой.
doctor-shop-has-no-clock = Спрашивать о времени некого: сервера нет.
doctor-shop-clock-untold = Магазин не говорит, который у него час, но подпись принимает: значит, часы достаточно близки.
doctor-shop-clock-unknown = Без ответа магазина не узнать, который у него час.

## Сервер самого агента и API Tribute.

doctor-tribute-api-none = Раздела [tribute_api] в настройках нет.
doctor-tribute-api = Ключ верный. Готовых товаров в Tribute: { $count }.
doctor-server-none = Раздела [server] в настройках нет.
doctor-server-free = { $listen } свободен для `run`; токен достаточно длинный.
doctor-server-ours = На { $listen } отвечает этот агент, и токен у него этот.
doctor-server-another = На { $listen } отвечает кто-то другой или этот агент, но с другим токеном.
    .remedy = Меняли токен или адрес? Тогда перезапустите `run`. Если там слушает другая программа, остановите её или укажите другой порт в [server] listen.
doctor-server-silent = `run` работает, но на { $listen } никто не отвечает: { $why }.
    .remedy = [server] добавили или поменяли после запуска? Тогда перезапустите `run`.
doctor-public-url-none = `public_url` не указан: дойдут ли сюда вебхуки Tribute и Т-Банка, проверить нельзя.
    .remedy = Впишите https-адрес вашего прокси в [server] public_url; образцы прокси и туннеля — в packaging/, объяснения — в docs/tribute-api.ru.md.
doctor-public-url-not-needed = `public_url` не указан и никому не нужен.
doctor-public-url = { $url } ведёт к этому агенту.
doctor-public-url-unreachable = { $url } отсюда недоступен: { $why }.
    .remedy =
        { $kind ->
            [name-not-found] Имя написано верно? Его запись в DNS должна вести к вашему прокси или туннелю; новая начинает действовать не сразу, бывает, через несколько часов.
            [refused] Там никто не слушает: запустите прокси (nginx, Caddy) или туннель и откройте порт 443 в файрволе.
            [unreachable] Проверьте, работает ли прокси и открыт ли порт 443 в файрволе.
            [timed-out] Проверьте, работает ли прокси и открыт ли порт 443 в файрволе. Некоторые сети не пускают на собственный адрес изнутри: тогда откройте { $url }/webhooks/self в браузере телефона; «bad_parameter» — хороший ответ.
            [closed] Прокси оборвал связь: посмотрите в его журнал. Он должен вести /webhooks/ на http://{ $listen }.
            [not-tls] По этому адресу нет https: нужен сертификат (для nginx — certbot, Caddy получит свой сам).
            [expired] Обновите сертификат: certbot renew и перечитать настройки nginx. По адресу с истёкшим сертификатом Tribute не обращается.
            [wrong-name] Сертификат выдан на другое имя: получите его для этого имени.
           *[other] Tribute обращается только туда, где сертификат признают все (Let's Encrypt) и он целый, вместе с цепочкой: для nginx — fullchain.pem. Потом посмотрите в журнал прокси: он должен вести /webhooks/ на http://{ $listen }.
        }
doctor-public-url-redirect = { $url } отправляет дальше, на { $to }: вебхук туда не пойдёт.
    .remedy = Впишите в [server] public_url и в Tribute адрес, который никуда не перенаправляет (с www или без, с https), или уберите перенаправление для /webhooks/ в прокси.
doctor-public-url-path = { $url } отвечает, но не ведёт /webhooks/ сюда (HTTP 404).
    .remedy = Прокси должен вести /webhooks/, не меняя пути, на http://{ $listen }: образцы в packaging/.
doctor-public-url-proxy = Прокси за { $url } не достучался до агента (HTTP { $status }).
    .remedy = Он должен вести /webhooks/ на http://{ $listen }. Если прокси на другом компьютере или в контейнере, этот адрес для него — не этот компьютер.
doctor-public-url-another = За { $url } отвечает другой сервер (HTTP { $status }).
    .remedy = Прокси должен вести /webhooks/ на http://{ $listen }, не спрашивая пароля и входа. Или это адрес другого агента?
doctor-webhooks-not-needed = Нет [tribute_api] вместе с [server].
doctor-webhooks =
    { $last ->
        [none] Ни покупок, ни возвратов ещё не приходило
       *[other] Последний вебхук пришёл { $last }
    }; { $test ->
        [none] тестового запроса не было.
       *[other] последний тестовый запрос — { $test }.
    }
doctor-webhooks-none = От Tribute ещё ничего не пришло, даже тестового запроса.
    .remedy = Пока `run` работает: приложение Tribute → «Настройки» → «API-ключи» → впишите адрес вебхука { $url } и отправьте тестовый запрос. Если продажи с тех пор были, проверьте, тот ли там ключ, что в [tribute_api].

doctor-bank-none = Нет раздела [tbank] вместе с [server].
doctor-bank = Т-Банк принимает терминал { $key } и его пароль{ $demo ->
        [yes] ; деньги по нему ненастоящие
       *[no] { "" }
    }.
doctor-bank-nowhere = Нет `public_url`: Т-Банк обращается туда, куда велит его кабинет, если он вообще что-то велит.
    .remedy = Впишите в [server] public_url https-адрес вашего прокси: агент сообщит его банку с каждым платежом. Прокси должен приводить на http://{ $listen }.
doctor-bank-port = Т-Банк обращается только на порт 443, а в { $url } назван другой.
    .remedy = Пусть прокси слушает порт 443; адрес в [server] public_url напишите без порта.
doctor-bank-told = С каждым платежом Т-Банк узнаёт, что обращаться нужно на { $url }. Последнее уведомление пришло { $last }.
doctor-bank-unheard = С каждым платежом Т-Банк узнаёт, что обращаться нужно на { $url }. Уведомлений ещё не было.
    .remedy = Пока `run` работает, выставьте счёт на 10 рублей и оплатите его. О чём банк не сообщит, агент узнаёт сам, спрашивая его через 2, 10 и 30 минут.
doctor-bank-untold = С каждым платежом Т-Банк узнаёт, что обращаться нужно на { $url }, но не обратился: что счёт { $checkout } оплачен, агент узнал, спросив сам.
    .remedy = Посмотрите, в порядке ли проверка «Дорога снаружи» и не закрыт ли доступ сетям банка: они перечислены в docs/tbank.ru.md. Адрес у платежа тот, с которым его создали.

## `doctor --ring`

doctor-test-message = 🔔 Проверка: `tribute-agent doctor`. Зазвонил телефон? Значит, и заказы, где нужен человек, будут услышаны.
doctor-test-message-question =
    { $later ->
        [yes] Сообщение появится в чате модераторов секунд через пятнадцать.
       *[no] Сообщение в чате модераторов.
    } Зазвонил телефон? [д/Н]
doctor-test-message-heard = Телефон зазвонил.
doctor-test-message-unheard = На проверочное сообщение телефон не зазвонил.
    .remedy = На телефоне модератора: включите уведомления этого чата (он может быть без звука или в архиве) и разрешите Telegram уведомлять.
doctor-test-message-unanswered = Проверочное сообщение отправлено; зазвонил ли телефон, никто не ответил.
doctor-test-message-unsent = Проверочное сообщение не отправилось: { $error }.
