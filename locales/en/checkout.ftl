## What shops ask for when somebody is to pay: why it is refused (the server says it in English), and how it is shown.

checkout-unknown_provider = There is no provider { $provider }: { $names }.
    .remedy = Name one that the configuration has.
checkout-provider_not_configured = The configuration has nothing about the provider { $provider }.
    .remedy = Add its section, or name another provider.
checkout-sku_and_price = Both `sku` and `price` are there.
    .remedy = A `sku` has its price in the configuration: leave one of them out.
checkout-no_price = Neither `sku` nor `price` is there.
    .remedy = Name a product of the configuration, or a price and a title.
checkout-unknown_sku = The configuration has no product with the sku { $sku }.
    .remedy = Look at the [[product]] sections.
checkout-ambiguous_sku = The configuration has several products with the sku { $sku }.
    .remedy = Send `price` and `title` instead.
checkout-sku_without_price = The product with the sku { $sku } has no price in the configuration.
    .remedy = Give it one, or send `price` and `title` instead.
checkout-bad_amount = `amount` is { $amount }: it has to be a whole number of minor units from 1 to { $amount_max }.
    .remedy = 500 EUR is five euros.
checkout-unknown_currency = { $currency } is no currency.
    .remedy = Three capitals: EUR, RUB, XTR.
checkout-currency_not_taken = The provider { $provider } does not take { $currency }.
    .remedy = It takes { $taken }.
checkout-other_currency = The charge is in { $currency }, its checkout in { $asked }.
    .remedy = Charge in the checkout's currency.
checkout-no_title = `title` is missing.
    .remedy = A price needs a title that the customer reads.
checkout-bad_title = The title can't be taken: { $title }
    .remedy = One line, something that can be seen, at most { $units_max } UTF-16 units (an emoji has two).
checkout-bad_description = `description` can't be taken.
    .remedy = Something that can be seen, at most { $units_max } UTF-16 units (an emoji has two).
checkout-no_account =
    { $kind ->
        [missing] `account_id` is missing, and nothing else says who gets the goods.
       *[other] `account_id` is { $account }: the pattern in [account_id] does not match it as a whole.
    }
    .remedy =
        { $kind ->
            [missing] Send it; without one, a `reference`, an `email` or a `phone` has to tell.
           *[other] Check the number, or the pattern.
        }
checkout-bad_reference = `reference` can't be taken.
    .remedy = 1 to { $characters_max } characters that can be seen.
checkout-bad_email = { $email } is no e-mail address.
    .remedy = ivan@shop.example
checkout-bad_phone = { $phone } is no telephone number.
    .remedy = With `+`, the country's number, and digits only: +79031234567.
checkout-bad_language = { $language } is no language.
    .remedy = Two letters: ru, en.
checkout-bad_url = `{ $key }` is no address that a customer can be sent to: { $url }
    .remedy = https://shop.example/thanks
checkout-bad_expires_at = `expires_at` is { $expires_at }: it has to be a moment to come, at most 90 days away.
    .remedy = RFC 3339, with the time zone: 2026-12-01T10:00:00Z.
checkout-bad_recurring = `recurring` is { $recurring }, which this provider does not take.
    .remedy =
        { $taken ->
            [none] It takes no recurring payments.
           *[some] It takes { $taken }.
        }
checkout-bad_receipt =
    { $takes ->
        [yes] `receipt` is no object, or larger than 64 KiB.
       *[false] This provider takes no `receipt`.
    }
    .remedy = Leave it out, or correct it.
checkout-bad_extra = `extra` is no object, or larger than 64 KiB.
    .remedy = Leave it out, or correct it.
checkout-bad_idempotency_key = The idempotency key can't be taken.
    .remedy = 1 to { $bytes_max } visible ASCII characters.
checkout-idempotency_key_reused = Another request was sent with this idempotency key.
    .remedy = A new request needs a key of its own.
checkout-unknown_checkout = There is no checkout { $checkout_id } in the journal.
    .remedy = Its name begins with chk_.
checkout-not_recurring = The checkout { $checkout_id } was not made for further payments.
    .remedy = Ask for a checkout with `recurring`.
checkout-not_paid = The checkout { $checkout_id } is not paid.
    .remedy = A charge needs one that is.
checkout-provider_refused = The provider refuses it: { $why }
    .remedy = Correct what it complains about, and ask anew.
checkout-provider_unavailable = The provider can't make the payment link now: { $why }
    .remedy = The agent keeps trying. What came of it: `{ $show }`.
checkout-charge_unavailable = The provider can't charge now: { $why }
    .remedy = The agent keeps trying; its order comes when it is paid.
checkout-unanswered = The provider has not answered yet. The checkout { $id } is kept and looked after.
    .remedy = What came of it: `{ $show }`.

## `checkout`, `charge`

checkout-waits = Written to the journal. The agent is not at work: the provider is asked when `tribute-agent run` is started.
checkout-none = There are no such checkouts.
checkout-columns = Checkout|Time|Title|Price|Account|State
checkout-status =
    { $status ->
        [open] to be paid
        [paid] paid
        [failed] failed
        [expired] expired
        [refunded] refunded
       *[unclear] unclear
    }
checkout-shown =
    { $id } · { $provider } · { $status }{ $why ->
        [none] { "" }
       *[other] : { $why }
    }
    { $title }: { $price }{ $account ->
        [none] { "" }
       *[other] , for { $account }
    }
    To be paid until { $expires }{ $reference ->
        [none] { "" }
       *[other] . Reference: { $reference }
    }{ $order ->
        [none] { "" }
       *[other] . Order: { $order }
    }
    { $url ->
        [none] { "" }
       *[other] { $url }
    }
checkout-charge-question = Charge { $price } once more by the checkout { $checkout }? The customer is not asked.
checkout-charge =
    { $id } · { $status ->
        [paid] paid{ $order ->
            [none] { "" }
           *[other] . Order: { $order }
        }
        [failed] failed: { $why }
       *[pending] not answered yet; it is looked after
    }
