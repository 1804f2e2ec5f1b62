## `parse`: как правила читают сообщение. Названия полей и причин — в orders.ftl.

parse-reading =
    { $kind ->
        [order] Заказ
        [notice] Не заказ: известное уведомление
       *[unrecognised] Не распознано: об этом узнают модераторы
    }
parse-line = строка { $number }

parse-too_long = Сообщение длиннее { $bytes } байт.
    .remedy = Передайте одно сообщение или, с --lines, по одному в строке.
parse-too_many_lines = Строк больше { $lines }.
    .remedy = Разделите файл.
parse-not_utf8 = Это не текст в кодировке UTF-8.
    .remedy = Сохраните его в UTF-8.
parse-not_json = Это не сообщение в JSON ({ $reason }).
    .remedy = Нужно: {"{"}"text":"…","entities":[…]{"}"}, как в Bot API.
