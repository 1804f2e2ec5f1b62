## `--help`: сообщение на каждую команду, атрибут на каждый параметр. Чего нет у команды, говорит сам `help`.

help = Выполняет заказы, которые приходят вам через Tribute: следит за чатом, обращается к магазину, отвечает, подтверждает.
    .config = Файл настроек; без него — config.local.toml, иначе config.toml
    .log-format = Как писать лог в stderr: text (по умолчанию) или json
    .help = Показывает эту справку
    .version = Показывает версию
    .json = Объектом JSON
    .yes = Делает, не спрашивая
help-after =
    Коды возврата: 0 — сделано, 1 — не вышло, 2 — ошибка в вызове или настройках, 3 — нужен человек.
    TRIBUTE_AGENT_LOG=debug покажет больше. Секреты можно задать в окружении: см. `init --print-sample`.

help-init = Настраивает агента: спрашивает, проверяет ответы и записывает config.local.toml; ещё раз — спрашивает, чего не хватает, и дописывает
    .print-sample = Ничего не спрашивает: выводит образец файла настроек, где объяснён каждый ключ
help-doctor = Проверяет, всё ли на месте, и говорит, что делать; ничего не меняет
    .ring = Посылает модераторам проверочное сообщение и спрашивает, зазвонил ли телефон
help-status = Говорит, работает ли `run` и что видно по его файлам; наружу не обращается
    .json = Одним объектом JSON, как `doctor --json`
help-login = Входит в аккаунт Telegram, которому приходят заказы; спросит номер, код и пароль
    .qr = По QR-коду, который вы отсканируете в Telegram на телефоне: без номера и кода
help-logout = Завершает сессию в Telegram; сначала покажет открытые заказы и спросит. Журнал остаётся
help-run = Выполняет заказы, пока не остановят (Ctrl-C)
    .since = Берёт и прежние заказы без ответа: за последние 2h, с 2026-11-01 или все (all)
    .dry-run = Следит за настоящим чатом и говорит, что сделал бы; ничего не делает и не записывает
    .json = При пробном запуске: по объекту JSON на строку

help-rehearse = Проигрывает заказы на этом компьютере, от сообщения бота до нажатия кнопки; ничего настоящего не трогает
    .orders = Сколько заказов придумать по вашему каталогу, или файл с заказами (JSON Lines)
    .faults = { help-sandbox.faults }
    .shop = Ваш тестовый сервер вместо учебного магазина; нужен --config, боевой адрес не примет
    .shop-faults = Чем испытать ваш проверочный сервер: timeout_after_effect (ответ теряется), two_at_once (два запроса сразу), repeat_after_an_hour (повтор через час), all (каждое на трети заказов)
    .json = По объекту JSON на заказ и один с итогами
help-sandbox = Telegram, бот Tribute и магазин на этом компьютере, для любого клиента; работает, пока не остановят
    .orders = Сколько заказов, или файл с заказами (JSON Lines)
    .interval = Время между двумя заказами; по умолчанию 200ms
    .faults = Что нарочно сломать: chaos (всё сразу), cuts, blackhole, silent, floods, dup, reorder, drop, slow, revoked, duplicated; в самый неудачный миг: send_cut_before, send_cut_after, press_cut_before, press_cut_after, random_id_forgotten, random_id_duplicate, difference_too_long, undecodable; с оплатой у бота: payments_untold, payments_twice; с вебхуками и API Tribute (с --server): webhooks_late, webhooks_twice, webhooks_out_of_order, webhooks_lost, webhooks_forged, webhooks_base64, webhooks_strings, webhooks_camel_case, webhooks_snake_case, api_errors, api_create_lost; несколько — через запятую
    .private-chats = Со сколькими людьми переписывается продавец: если их много, аккаунт похож на личный
    .bot = Как ведёт себя бот: edits, late, deletes, writes, nothing, linked, unlinked, mixed, inline, keyboard, extra, foreign, refund, nobutton, slow, silent, press_timeout, press_error, press_lost, toast, url_answer, toast_refusal, alert, notice_later, adverts; несколько — через запятую
    .seed = То же число — те же заказы
    .exit-when-done = Завершается, когда все заказы улажены
    .settle-timeout = Сколько ждать этого после последнего заказа; по умолчанию 60s
    .write-config = Записывает настройки, с которыми сразу работает `run`; в терминале, если не назван другой, — sandbox.toml
    .codes = Эти настройки продают коды, которые тоже запишет; для `codes import`
    .salebot = В этих настройках вместо магазина — проект в Salebot; цены в рублях
    .moderators = Как модераторы отвечают на карточки: words (словами), buttons (кнопками), retry, slow, wrong, twice, two (двое сразу), stop, outsider; несколько — через запятую; по умолчанию — никак
    .moderators-bot = В этих настройках — и бот модераторов
    .payments-bot = В этих настройках — и бот, который принимает оплату; к нему приходят покупатели
    .server = С HTTP API Tribute, чьи вебхуки приходят на сервер агента; в этих настройках — и то и другое
    .no-telegram = Без чата: только то, что приходит вебхуками
    .purchases = Сколько готовых товаров купят, или файл с покупками (JSON Lines); по умолчанию 3
    .buyers = Что делают покупатели: pay (платят), refund (потом возвращают деньги), а с заказами в магазине Tribute ещё prepay (больше ничего не приходит), decline (банк сначала отказывает), leave (уходят); у бота, который принимает оплату, ещё twice (платят дважды сразу), late (не сразу), block (платят и блокируют бота); по умолчанию pay
    .json = JSON Lines и в терминале
help-parse = Говорит, что значит сообщение бота по вашим правилам
    .file = Сообщение, текстом или в JSON; `-` или ничего — из stdin
    .lines = Каждая строка — сообщение (JSON Lines)
    .json = По объекту JSON на сообщение
help-inspect = Показывает последние сообщения настоящего чата с ботом и как агент понял каждое; ничего не меняет. Сначала остановите `run`
    .last = Сколько последних сообщений; по умолчанию 30, с --learn и --save — 1000
    .learn = Выводит кнопки и формулировки для настроек по заказам, которые вы выполнили сами
    .save = Сохраняет непонятые сообщения файлами, скрыв имена и номера; ничего не перезаписывает
    .all = Вместе с --save: сохраняет все сообщения бота
    .json = По объекту JSON на сообщение

help-orders = Заказы и что с ними стало
help-orders-list = Заказы, новые внизу
    .open = Только те, с которыми ещё что-то может произойти
    .since = Только новее: за последние 2h, начиная с 2026-11-01 или all
    .state = Только в этом состоянии: activating, replying, awaiting_confirmation, confirming, sending, escalated, completed, closed, revoking, refunded
    .product = Только этот товар: часть названия или артикул (sku)
    .source = Только пришедшие отсюда: tribute_chat
    .limit = Последние из них, столько; по умолчанию 50 на экране, иначе все
    .before = Только с меньшими номерами: следующая страница
    .json = По объекту JSON на заказ
help-orders-export = Выводит заказы для других программ, новые внизу, в CSV или JSON
    .open = { help-orders-list.open }
    .since = { help-orders-list.since }
    .state = { help-orders-list.state }
    .product = { help-orders-list.product }
    .source = { help-orders-list.source }
    .csv = По строке через запятую на заказ, после строки с названиями
    .json = По объекту JSON на заказ, как `orders list --json`
help-orders-show = Один заказ и его история
    .codes = Показывает и коды заказа целиком
    .order = Номер (148) или id (777000-6675346585-495)
help-orders-retry = Продолжает заказ с того места, где он застрял, по сегодняшним настройкам: как `повтори` в чате модераторов; можно и во время работы `run`
    .order = { help-orders-show.order }
    .reason = Все заказы, которые у модераторов по этой причине, как её называет `orders list --json`: shop_refused
help-orders-given = Товар выдан вручную: отвечает покупателю и нажимает кнопку, ничего не выдаёт
    .order = { help-orders-show.order }
help-orders-close = Больше ничего не делает по заказу
    .order = { help-orders-show.order }
help-orders-refund = Возвращает покупателю деньги, если источник это умеет; сначала спрашивает
    .order = { help-orders-show.order }
    .amount = Только столько, если платёжная система это умеет: 5.00 EUR
    .yes = { help-orders-account.yes }
    .receipt = Файл с тем, за что деньги возвращаются, в JSON, как чек счёта: вместе с `--amount`, если источнику нужен чек
help-orders-account = Сообщает номер аккаунта, которого не хватает в заказе; сначала спрашивает
    .order = { help-orders-show.order }
    .id = Номер аккаунта покупателя в вашем магазине
    .yes = Делает без вопроса
help-orders-approve = Разрешает ответ или нажатие, о котором агент спросил; сначала показывает
    .order = { help-orders-show.order }
    .yes = Без вопроса
help-orders-adopt = После потери журнала или восстановления из копии: передаёт людям заказы, пришедшие с тех пор; сам ничего не выдаёт
    .since = Смотрит дальше назад: 2h, 2026-11-01 или все (all); нужно, если восстановлена и сессия
help-orders-backup = Копирует журнал, в том числе во время работы `run`
    .file = Куда; ничего не перезаписывает

help-codes = Коды, которые и есть товар: [shop] kind = "codes"
help-codes-import = Берёт коды из файла в журнал, в том числе при работающем `run`: все или, если строка неверна, ни одного
    .file = Файл со столбцами sku и code; без него — тот, что назван в [shop] codes
    .dry-run = Только говорит, что было бы взято
    .skip-known = Пропускает коды, которые уже загружены
help-codes-stock = Сколько каких кодов есть и сколько выдано
help-codes-given = Коды, выданные по заказу, скрытые; целиком: `orders show --codes`
    .order = { help-orders-show.order }
help-checkout = Счета, которые магазин выставил покупателям: ссылки на оплату
help-checkout-create = Выставляет счёт через платёжную систему и выводит ссылку. Если `run` не работает, записывает его, и он будет выставлен при запуске
    .provider = Через кого платят: tribute_shop, tbank или telegram, что есть в настройках
    .account = Кому достанется товар: номер
    .sku = Товар из настроек, там же его цена
    .price = Вместо этого сумма: 5.00 EUR
    .title = Название, которое увидит покупатель
    .description = Подробнее о том же
    .reference = Ваше имя для счёта; вернётся с заказом
    .email = Адрес покупателя
    .phone = Телефон покупателя, с +
    .language = На каком языке говорить с покупателем: две латинские буквы
    .success-url = Куда отправить покупателя после оплаты
    .fail-url = Куда отправить, если оплата не удалась
    .expires-at = До какого момента можно оплатить: 2026-12-01T10:00:00Z; по умолчанию сутки
    .recurring = Платится снова: on_demand (см. `charge`), weekly, monthly, quarterly, halfyearly, yearly
    .receipt = Файл с чеком, в JSON, если платёжной системе он нужен
    .extra = Файл с тем, что понимает только платёжная система, в JSON
    .key = Имя этого запроса: повтор находит тот же счёт
help-checkout-show = Один из них
    .id = Его имя: chk_…
help-checkout-list = Все счета, новые внизу
    .status = Только в этом состоянии: open, paid, failed, expired, refunded, unclear
    .limit = Столько последних; по умолчанию на экране 50, иначе все
    .json = По объекту JSON на счёт
help-charge = Списывает по оплаченному повторяющемуся счёту ещё раз, без покупателя; сначала спрашивает
    .checkout = Счёт: chk_…
    .price = Сколько списать: 5.00 EUR
    .reference = Ваше имя для списания; по умолчанию как у счёта
    .key = { help-checkout-create.key }

help-shop = Сервер вашего магазина
help-shop-test = Проверяет адрес и подпись: один вызов с верной подписью, один с неверной
    .full = Пробует и заказы, которые ничего не меняют: повторный, два сразу, на другой аккаунт, с возвратом денег; таблица того, что не так
    .show = Никуда не обращается: выводит вызов командой для curl, без секрета
    .url = Адрес для проверки вместо адреса из настроек; нужен и --secret-file
    .secret-file = Файл с секретом этого адреса
help-tribute = Ваш аккаунт в Tribute через его API
help-tribute-products = Товары: все или одного вида
    .type = digital, custom или physical
    .json = По объекту JSON на товар
help-tribute-product = Один товар
    .id = Номер товара
help-tribute-shop = Магазин
help-tribute-orders = Заказы магазина
    .from = С этого дня: 2026-11-01
    .to = По этот день
    .json = По объекту JSON на заказ
help-tribute-order = Один заказ магазина
    .uuid = Номер заказа
help-tribute-cancel = Возвращает деньги за покупку, оплаченную Stars; сначала спрашивает
    .purchase = Номер покупки
help-session = Сессия вашего аккаунта Telegram
help-session-import = Принимает вход из Telethon: его файл .session или StringSession
    .file = Файл; `-` или ничего — из stdin. Не в командной строке: её видят другие
    .yes = Старая программа остановлена: делает, не спрашивая
help-session-export = Выводит вход как StringSession для Telethon. Кто его получит, сможет действовать от вашего имени; журнал остаётся
    .telethon = Вместо этого делает файл для Telethon (name.session); ничего не перезаписывает
    .yes = Выводит на экран, не спрашивая

help-headings =
    .usage = Вызов:
    .commands = Команды
    .arguments = Аргументы
    .options = Параметры
    .some-options = [ПАРАМЕТРЫ]
# Слова на месте значения: `--config <ФАЙЛ>`.
help-values =
    .command = КОМАНДА
    .dir = ПАПКА
    .date = ДЕНЬ
    .duration = ВРЕМЯ
    .file = ФАЙЛ
    .format = ФОРМАТ
    .id = НОМЕР
    .kind = ВИД
    .mode = РЕЖИМ
    .n = ЧИСЛО
    .n-file = ЧИСЛО|ФАЙЛ
    .name = ИМЯ
    .order = ЗАКАЗ
    .price = ЦЕНА
    .product = ТОВАР
    .reason = ПРИЧИНА
    .since = КОГДА
    .source = ИСТОЧНИК
    .state = СОСТОЯНИЕ
    .text = ТЕКСТ
    .time = МОМЕНТ
    .url = АДРЕС

## Командная строка не понята.

usage-unknown_command = Команды `{ $argument }` нет.
    .remedy =
        { $detail ->
            [logs] Лог пишется там, где запущен `run`: в его окне, а у службы — `journalctl -u tribute-agent`. Что стало с заказами: `tribute-agent orders list`.
           *[none] { $suggestion }Справка: { $command } --help
        }
usage-command_not_built = В этой сборке нет команды `{ $argument }`.
    .remedy = Соберите с возможностями по умолчанию: cargo build --release
usage-missing_command = После `{ $command }` нужна команда.
    .remedy = Справка: { $command } --help
usage-unknown_argument =
    { $detail ->
        [option] Параметра `{ $argument }` здесь нет.
       *[value] Лишний аргумент: `{ $argument }`.
    }
    .remedy = { $suggestion }Справка: { $command } --help
usage-missing_argument =
    { $detail ->
        [argument] Не хватает `{ $argument }`.
       *[value] Не хватает значения: `{ $argument }`.
    }
    .remedy = Справка: { $command } --help
usage-bad_value =
    { $detail ->
        [flag] `{ $argument }` пишут без значения.
       *[value] { $value } не подходит для `{ $argument }`: { $expected }.
    }
    .remedy = { $suggestion }Справка: { $command } --help
usage-conflict =
    { $detail ->
        [twice] `{ $argument }` указан дважды.
       *[other] `{ $argument }` и `{ $other }` нельзя указать вместе.
    }
    .remedy = Справка: { $command } --help
usage-wrong =
    { $detail ->
        [not_utf8] В командной строке есть что-то, что не записано в UTF-8.
       *[other] Командная строка не понята: { $detail }.
    }
    .remedy = Справка: { $command } --help

usage-suggestion = Может быть, `{ $name }`?
usage-expected-one-of = нужно одно из { $names }
usage-expected-number = нужно целое число
usage-expected-number-between = нужно целое число от { $least } до { $most }
usage-expected-duration = нужен промежуток времени: 2s, 200ms, 5m, 1h30m, 72h
usage-expected-price = нужна цена с валютой: 5.00 EUR, 250 XTR (звёзды — только целые)
usage-expected-since = нужно all, промежуток времени (2h, 3d) или день (2026-11-01)
usage-expected-orders = нужно число от 1 до { $most } или файл
usage-contradiction = { $one } и { $other } несовместимы
