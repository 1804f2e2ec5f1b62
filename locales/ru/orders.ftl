## Заказы словами: почему заказ у модераторов или закрыт.

order-reason =
    { $reason ->
        [missing_field] в заказе не хватает строки
        [ambiguous_field] строка в заказе повторяется
        [bad_price] цена не читается
        [unknown_product] такого товара нет в настройках
        [no_details] покупатель ничего не написал
        [no_account_id] нет номера аккаунта
        [ambiguous_account_id] несколько номеров аккаунта
        [doubtful_account_id] номер аккаунта под сомнением
        [price_mismatch] цена не та, что в настройках
        [shop_refused] магазин отказал
        [shop_unavailable] магазин недоступен
        [shop_unclear] ответ магазина непонятен
        [account_mismatch] магазин назвал другой аккаунт
        [activated_for_other_account] возможно, выдано на другой аккаунт
        [order_edited] заказ изменили
        [order_deleted] заказ удалили
        [reply_refused] Telegram не принял ответ
        [reply_detached] ответ не привязан к заказу
        [no_confirmation] бот не ответил
        [unknown_button] незнакомая кнопка
        [keyboard_replaced] кнопки сменились
        [press_refused] бот не принял нажатие
        [press_unknown] неизвестно, сработало ли нажатие
        [found_after_restore] найден после потери журнала
        [answered_by_hand] ответили вручную
        [pressed_by_hand] нажали вручную
        [closed_by_moderator] закрыл модератор
       *[other] { $reason }
    }
