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

## `inspect --save`

inspect-nothing-to-save = Сохранять нечего: таких сообщений не нашлось.
inspect-saved = Сохранено в { $folder }: { $made } (уже были: { $known }). Имена и номера скрыты, насколько программа может их узнать: прочтите файлы, прежде чем кому-то показывать.
inspect-unsaved = Не удалось записать { $path }: { $error }.
    .remedy = Укажите папку, куда вам можно писать, и проверьте, есть ли место на диске.

## `inspect --learn`: комментарии к строкам для настроек.

inspect-learned = По последним сообщениям ({ $messages }): заказов { $orders }, с ответом { $answered }.
inspect-learned-use = Никуда ничего не записано. Проверьте строки и перенесите в свои настройки, { $file }: каждую в её раздел, вместо такого же ключа; [[…]] — добавьте.
inspect-learned-answers =
    Ответов бота после ответа покупателю: { $answers }. Привязаны к ответу: { $to_reply }, к заказу: { $to_order }, ни к чему: { $to_nothing }.
    Изменены потом: { $edited }; сейчас без кнопок: { $without_buttons }.
inspect-learned-gone = Нажатая кнопка могла исчезнуть. Чтобы увидеть её, ответьте на заказ, не нажимайте и посмотрите ещё раз.
inspect-learned-button =
    { $taken ->
        [never] «{ $label }»: показана { $shown }, что-то открывает: никогда не нажимается
        [no] «{ $label }»: показана { $shown }, единственной { $alone }, ваших нажатий видно { $pressed }. НЕ взята: её ли нажимать?
       *[yes] «{ $label }»: показана { $shown }, единственной { $alone }, ваших нажатий видно { $pressed }
    }
inspect-learned-wording = Догадка: такой вид у сообщений: { $messages }, с ответом: { $answered }. Проверьте каждую строку.
inspect-learned-left = Непонятых сообщений, о которых здесь ничего нет: { $count }. Посмотрите их в `inspect`.
