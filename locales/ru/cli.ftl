## Как давно что-то было.

cli-ago =
    { $unit ->
        [now] только что
        [minutes] { $count } мин назад
        [hours] { $count } ч назад
       *[days]
            { $count ->
                [one] { $count } день назад
                [few] { $count } дня назад
               *[many] { $count } дней назад
            }
    }

cli-configuration = Настройки: { $file }

## Вопрос, на который ждут «да». Понимаются слова обоих языков, они записаны через запятую.

cli-yes-or-no = [д/Н]
cli-yes-words = д, да

## Файлы и потоки

output-unwritable = Вывод не записывается: { $error }.
    .remedy = Проверьте, есть ли место на диске и куда направлен вывод.
output-no_folder = Не удалось создать временную папку: { $error }.
    .remedy = Проверьте, есть ли место на диске и можно ли писать во временную папку системы.
input-unreadable = { $path } не читается: { $error }.
    .remedy = Проверьте путь.

shop-no_server = Проверять нечего: по [shop] kind товар выдаёт не сервер.
    .remedy = Коды просматривает `tribute-agent doctor`, а программу и Salebot проверит `shop test` без этих параметров.
shop-live_in_sandbox = Эта сессия — из песочницы, где никто не платит, а [shop] url — настоящий магазин.
    .remedy = Добавьте [shop.test] с адресом тестового сервера.
shop-salebot_in_sandbox = В песочнице никто не платит, а в [shop] — настоящий проект Salebot.
    .remedy = Настройки с собственным Salebot напишет `tribute-agent sandbox --write-config ФАЙЛ --salebot`.

## `codes`

codes-line = строка { $line }: { $problem }
codes-problem =
    { $problem ->
        [not_utf8] она не в кодировке UTF-8
        [broken_quote] кавычка не закрыта, или за ней что-то стоит
        [fields] полей { $detail }, а не { $other }
        [no_sku] нет sku
        [no_code] нет кода
        [unseen_character] в коде есть знак, которого не видно или который чат изменит
        [too_long] в коде { $detail } знаков: больше, чем [shop] code_length
        [unknown_sku] ни у одного товара нет sku «{ $detail }»
        [swapped] sku и код перепутаны: поменяйте местами их названия в первой строке
        [twice] этот код уже стоит в строке { $detail }
        [in_stock] этот код уже загружен
       *[given] этот код выдан по заказу №{ $detail }
    }
codes-imported =
    { $done ->
        [dry-run] Было бы взято кодов: { $count }.
       *[done] Взято кодов: { $count }.
    }{ $known ->
        [0] {""}
       *[other] {" "}Загружены раньше: { $known }.
    }
codes-column =
    { $column ->
        [sku] sku
        [free] есть
       *[given] выдано
    }
codes-none = Кодов нет. Добавьте: tribute-agent codes import ФАЙЛ
codes-set-aside = Отложено кодов: { $count }. Пока журнала не было, их могли выдать. Те, что не выданы, загрузите ещё раз.
codes-given-none = По заказу №{ $number } кодов не выдано.
codes-refused =
    ничего не загружено: { $count ->
        [one] { $count } строка неверна
        [few] { $count } строки неверны
       *[other] { $count } строк неверны
    }{ $is_more ->
        [yes] {""}, названы первые { $shown }
       *[no] {""}
    }
    .remedy = Исправьте файл и загрузите его снова. Уже загруженные коды уберите или добавьте --skip-known

codes-no_file = файл не назван
    .remedy = Назовите его: tribute-agent codes import codes.csv. Или напишите в [shop] codes = "codes.csv"
codes-unreadable = { $path } не читается: { $error }
    .remedy = Проверьте путь
codes-too_large = { $path } больше 64 МиБ: это не список кодов
    .remedy = Загрузите его по частям
codes-no_head = в { $path } нет заголовка со столбцами sku и code
    .remedy = Первая строка говорит, что в каком столбце: { $head }. Таблицу сохраните как CSV в UTF-8
codes-other_kind = товар — не коды: так говорит [shop] kind
    .remedy = Напишите в [shop] kind = "codes"
codes-not_logged_in = вход ещё не выполнен: коды лежат в журнале аккаунта
    .remedy = Сначала: tribute-agent login
