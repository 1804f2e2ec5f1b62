## `inspect`: чат с ботом Tribute в виде таблицы.

inspect-nothing = В чате с ботом нет сообщений.
inspect-column =
    { $column ->
        [id] Id
        [time] Время
        [from] От кого
        [kind] Что
       *[content] Содержание
    }
inspect-from =
    { $who ->
        [you] вы
       *[bot] бот
    }
inspect-kind =
    { $kind ->
        [order] заказ
        [suspicious] похоже на заказ, но не от бота
        [notice] известное уведомление
        [confirmation] просит подтвердить
        [answer] ответ бота
        [unrecognised] НЕ РАСПОЗНАНО
        [reply] ответ
        [press] нажатие кнопки
        [own] сообщение
       *[service] служебное
    }
inspect-button-wanted = [{ $label }] ← нажали бы
inspect-edited = (изменено)
inspect-sums = Сообщений { $messages }: заказов { $orders }, подтверждений { $confirmations }, не распознано { $unrecognised }.
