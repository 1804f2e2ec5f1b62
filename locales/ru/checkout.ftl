## Что магазины просят, когда кому-то предстоит платить: почему отказано (сервер говорит это по-английски) и как это показано.

checkout-unknown_provider = Платёжной системы { $provider } нет: есть { $names }.
    .remedy = Назовите ту, что есть в настройках.
checkout-provider_not_configured = В настройках нет ничего о платёжной системе { $provider }.
    .remedy = Добавьте её раздел или назовите другую.
checkout-sku_and_price = Указаны и `sku`, и `price`.
    .remedy = Цена `sku` стоит в настройках: уберите одно из двух.
checkout-no_price = Нет ни `sku`, ни `price`.
    .remedy = Назовите товар из настроек или цену и название.
checkout-unknown_sku = Товара с sku { $sku } в настройках нет.
    .remedy = Посмотрите разделы [[product]].
checkout-ambiguous_sku = Товаров с sku { $sku } в настройках несколько.
    .remedy = Передайте вместо него `price` и `title`.
checkout-sku_without_price = У товара с sku { $sku } в настройках нет цены.
    .remedy = Укажите её там или передайте `price` и `title`.
checkout-bad_amount = `amount` — { $amount }, а нужно целое число минимальных единиц от 1 до { $amount_max }.
    .remedy = 500 RUB — это пять рублей.
checkout-unknown_currency = Валюты { $currency } нет.
    .remedy = Три заглавные латинские буквы: EUR, RUB, XTR.
checkout-currency_not_taken = Платёжная система { $provider } не принимает { $currency }.
    .remedy = Она принимает { $taken }.
checkout-other_currency = Списание в { $currency }, а счёт был в { $asked }.
    .remedy = Списывайте в валюте счёта.
checkout-no_title = Нет `title`.
    .remedy = К цене нужно название, которое увидит покупатель.
checkout-bad_title = Название не подходит: { $title }
    .remedy = Одна строка, видимые знаки, не длиннее { $units_max } единиц UTF-16 (эмодзи — две).
checkout-bad_description = `description` не подходит.
    .remedy = Видимые знаки, не длиннее { $units_max } единиц UTF-16 (эмодзи — две).
checkout-no_account =
    { $kind ->
        [missing] Нет `account_id`, и ничто другое не говорит, кому достанется товар.
       *[other] `account_id` — { $account }: шаблон из [account_id] не подходит к нему целиком.
    }
    .remedy =
        { $kind ->
            [missing] Передайте его; без него это должны сказать `reference`, `email` или `phone`.
           *[other] Проверьте номер или шаблон.
        }
checkout-bad_reference = `reference` не подходит.
    .remedy = От 1 до { $characters_max } видимых знаков.
checkout-bad_email = { $email } — не адрес электронной почты.
    .remedy = ivan@shop.example
checkout-bad_phone = { $phone } — не номер телефона.
    .remedy = С `+`, кодом страны и только цифрами: +79031234567.
checkout-bad_language = { $language } — не язык.
    .remedy = Две буквы: ru, en.
checkout-bad_url = `{ $key }` — не адрес, на который можно отправить покупателя: { $url }
    .remedy = https://shop.example/thanks
checkout-bad_expires_at = `expires_at` — { $expires_at }, а нужен момент в будущем, не дальше 90 дней.
    .remedy = RFC 3339 с часовым поясом: 2026-12-01T10:00:00Z.
checkout-bad_recurring = `recurring` — { $recurring }, эта платёжная система такого не принимает.
    .remedy =
        { $taken ->
            [none] Повторяющихся платежей у неё нет.
           *[some] Она принимает { $taken }.
        }
checkout-bad_receipt =
    { $takes ->
        [yes] `receipt` — не объект или больше 64 КиБ.
       *[false] Эта платёжная система не принимает `receipt`.
    }
    .remedy = Уберите его или исправьте.
checkout-bad_extra = `extra` — не объект или больше 64 КиБ.
    .remedy = Уберите его или исправьте.
checkout-bad_idempotency_key = Ключ идемпотентности не подходит.
    .remedy = От 1 до { $bytes_max } видимых знаков ASCII.
checkout-idempotency_key_reused = С этим ключом идемпотентности был отправлен другой запрос.
    .remedy = Новому запросу нужен свой ключ.
checkout-unknown_checkout = Счёта { $checkout_id } в журнале нет.
    .remedy = Его имя начинается с chk_.
checkout-not_recurring = Счёт { $checkout_id } не рассчитан на новые списания.
    .remedy = Создайте счёт с `recurring`.
checkout-not_paid = Счёт { $checkout_id } не оплачен.
    .remedy = Для списания нужен оплаченный.
checkout-provider_refused = Платёжная система отказала: { $why }
    .remedy = Исправьте то, что ей не подходит, и попробуйте заново.
checkout-provider_unavailable = Платёжная система сейчас не создаёт ссылку: { $why }
    .remedy = Агент пробует дальше. Чем кончилось: `{ $show }`.
checkout-charge_unavailable = Платёжная система сейчас не списывает: { $why }
    .remedy = Агент пробует дальше; заказ появится, когда деньги придут.
checkout-unanswered = Платёжная система ещё не ответила. Счёт { $id } записан, агент за ним следит.
    .remedy = Чем кончилось: `{ $show }`.

## `checkout`, `charge`

checkout-waits = Записано в журнал. Агент сейчас не работает: платёжная система будет вызвана, когда запустят `tribute-agent run`.
checkout-none = Таких счетов нет.
checkout-columns = Счёт|Время|Название|Цена|Номер|Состояние
checkout-status =
    { $status ->
        [open] ждёт оплаты
        [paid] оплачен
        [failed] не удался
        [expired] истёк
        [refunded] деньги возвращены
       *[unclear] неясно
    }
checkout-shown =
    { $id } · { $provider } · { $status }{ $why ->
        [none] { "" }
       *[other] : { $why }
    }
    { $title }: { $price }{ $account ->
        [none] { "" }
       *[other] , для { $account }
    }
    Оплатить до { $expires }{ $reference ->
        [none] { "" }
       *[other] . Ссылка магазина: { $reference }
    }{ $order ->
        [none] { "" }
       *[other] . Заказ: { $order }
    }
    { $url ->
        [none] { "" }
       *[other] { $url }
    }
checkout-charge-question = Списать { $price } ещё раз по счёту { $checkout }? Покупателя при этом не спрашивают.
checkout-charge =
    { $id } · { $status ->
        [paid] оплачено{ $order ->
            [none] { "" }
           *[other] . Заказ: { $order }
        }
        [failed] не удалось: { $why }
       *[pending] ответа ещё нет; агент за ним следит
    }
