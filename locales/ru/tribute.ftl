## API Tribute.

tribute-unreachable = API Tribute не отвечает: { $why }.
    .remedy = Попробуйте позже. Подействовал ли вызов, который что-то меняет, неизвестно: сначала посмотрите.
tribute-not_now = API Tribute сейчас не может ответить (HTTP { $status }).
    .remedy = Попробуйте позже. Подействовал ли вызов, который что-то меняет, неизвестно: сначала посмотрите.
tribute-wrong_key = Tribute не знает ключ из [tribute_api].
    .remedy = Скопируйте его заново: Tribute в Telegram, «Настройки», «API-ключи». Новый ключ отменяет прежний.
tribute-refused =
    { $code ->
        [error_not_found] У Tribute нет ничего с таким номером.
        [error_not_permitted] Tribute этого не разрешает.
        [error_bad_request] Tribute не понял вызов.
        [error_shop_inactive] Магазин в Tribute не активен.
        [error_invalid_currency] Tribute не принимает эту валюту.
        [error_amount_too_small] Сумма меньше, чем принимает Tribute.
        [error_amount_too_large] Сумма больше, чем принимает Tribute.
        [error_title_required] Нет названия.
        [error_title_too_long] Название длиннее 100 единиц UTF-16.
        [error_description_required] Нет описания.
        [error_invalid_url] Tribute не принимает этот адрес.
        [error_customer_id_too_long] Номер покупателя длиннее 256 знаков.
        [error_order_not_paid] Заказ не оплачен.
        [error_already_refunded] Деньги уже возвращены.
       *[other] Tribute отказал: HTTP { $status }.
    }{ $message ->
        [none] { "" }
       *[other] { " " }Его слова: { $message }
    }
    .remedy =
    { $code ->
        [error_not_permitted] Вызовом возвращаются только покупки за Stars; остальные верните в самом Tribute. Чужие товары и заказы недоступны.
        [error_shop_inactive] Включите его в Tribute.
        [error_invalid_currency] Подойдут usd, eur и rub.
       *[other] Проверьте номер и посмотрите на товар или заказ в Tribute.
    }
tribute-unreadable = Ответ Tribute не читается: { $why }.
    .remedy = Проверьте, нет ли версии программы новее и точно ли [tribute_api] url — адрес Tribute.

## `tribute`

tribute-none = Ничего нет.
tribute-product-columns = №|Название|Вид|Цена|Состояние|Ждут
tribute-order-columns = Номер|Название|Цена|Состояние|Создан
tribute-product =
    { $name } ({ $id })
    Вид: { $kind }. Состояние: { $status }. Цена: { $price }. Ждут заказов: { $pending }.
    { $description }
    { $links }
tribute-shop =
    { $name } ({ $id })
    Состояние: { $status }. Повторяющиеся платежи: { $recurrent }. Только Stars: { $stars }.
    Вебхук: { $webhook }
    { $link }
tribute-order =
    { $title } ({ $uuid })
    Состояние: { $status }. Цена: { $price }. Создан: { $created }. Покупатель: { $customer }.
    { $link }
tribute-cancel-question = Вернуть покупателю деньги за покупку { $purchase }?
tribute-cancelled =
    { $done ->
        [true] Деньги за покупку { $purchase } возвращаются. { $message }
       *[false] Деньги за покупку { $purchase } НЕ возвращаются. { $message }
    }
