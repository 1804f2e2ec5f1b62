## `run --dry-run`

dry-run-begins =
    Пробный запуск: ничего не отправляю, не нажимаю, не выдаю и не записываю. `run` в это время работать не может: сессия одна.
    Смотрю за чатом и пишу здесь, что бы сделал. Закончить — Ctrl-C.
dry-run-order = №{ $number } · { $ordered_at } · сообщение { $message }
dry-run-call = Обратился бы к магазину: POST { $url }, webhook-id { $webhook_id }
dry-run-call-assumed = (предположим: магазин выдал товар; что он добавит от себя, например номер платежа или сообщение, знает только он)
dry-run-reply = Ответил бы:
dry-run-reply-assumed = (предположим: бот под ответом просит подтвердить)
dry-run-press = Нажал бы: «{ $label }»
dry-run-press-assumed = (предположим: бот принял нажатие)
dry-run-result = ⇒ итог был бы: { $state }
dry-run-moderators = Модераторы прочли бы:
dry-run-sum = На деле ничего не сделано. Было бы: выполнено { $completed }, модераторам { $escalated }, закрыто { $closed }.
