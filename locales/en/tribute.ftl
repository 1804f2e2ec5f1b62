## Tribute's API.

tribute-unreachable = Tribute's API does not answer: { $why }.
    .remedy = Try again in a while. Whether a call that changes something had its effect is not known: look first.
tribute-not_now = Tribute's API can't answer now (HTTP { $status }).
    .remedy = Try again in a while. Whether a call that changes something had its effect is not known: look first.
tribute-wrong_key = Tribute does not know the key in [tribute_api].
    .remedy = Copy it again: Tribute in Telegram, Settings, API keys. A key that was made anew replaces the one before.
tribute-refused =
    { $code ->
        [error_not_found] Tribute has nothing of this number.
        [error_not_permitted] Tribute does not allow this.
        [error_bad_request] Tribute does not understand the call.
        [error_shop_inactive] The shop at Tribute is not active.
        [error_invalid_currency] Tribute does not take this currency.
        [error_amount_too_small] The amount is too small for Tribute.
        [error_amount_too_large] The amount is too large for Tribute.
        [error_title_required] The title is missing.
        [error_title_too_long] The title is too long: at most 100 UTF-16 units.
        [error_description_required] The description is missing.
        [error_invalid_url] Tribute does not take this address.
        [error_customer_id_too_long] The customer id is too long: at most 256 characters.
        [error_order_not_paid] The order is not paid.
        [error_already_refunded] The money was given back already.
       *[other] Tribute refuses with HTTP { $status }.
    }{ $message ->
        [none] { "" }
       *[other] { " " }It says: { $message }
    }
    .remedy =
    { $code ->
        [error_not_permitted] Only purchases paid in Stars can be given back by a call; give others back in Tribute itself. Somebody else's products and orders can't be touched.
        [error_shop_inactive] Activate it in Tribute.
        [error_invalid_currency] Take usd, eur or rub.
       *[other] Look at the number, and at the product or the order in Tribute.
    }
tribute-unreadable = Tribute's answer can't be read: { $why }.
    .remedy = See whether a newer version of this program is there, and whether [tribute_api] url is Tribute's.

## `tribute`

tribute-none = Nothing there.
tribute-product-columns = No.|Name|Kind|Price|State|Waiting
tribute-order-columns = Id|Title|Price|State|Made
tribute-product =
    { $name } ({ $id })
    Kind: { $kind }. State: { $status }. Price: { $price }. Orders that wait: { $pending }.
    { $description }
    { $links }
tribute-shop =
    { $name } ({ $id })
    State: { $status }. Recurring payments: { $recurrent }. Only Stars: { $stars }.
    Webhook: { $webhook }
    { $link }
tribute-order =
    { $title } ({ $uuid })
    State: { $status }. Price: { $price }. Made: { $created }. Customer: { $customer }.
    { $link }
tribute-cancel-question = Give the money of the purchase { $purchase } back to the customer?
tribute-cancelled =
    { $done ->
        [true] The money of the purchase { $purchase } goes back. { $message }
       *[false] The money of the purchase { $purchase } does NOT go back. { $message }
    }
