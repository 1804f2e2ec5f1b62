## The bot that takes payments.

# What a buyer reads who presses "Pay" and may not; at most 200 characters.
telegram_payments-may-not-pay =
    { $why ->
        [unknown] This invoice is not known here. Please ask for a new one.
        [paid] This invoice was paid already.
        [being_paid] This is being paid at this moment. If that was you and it failed, try again in a minute.
        [expired] This invoice has expired. Please ask for a new one.
        [failed] This invoice can't be paid any more. Please ask for a new one.
        [not_for_sale] This is not for sale any more.
        [sold_out] This is sold out at the moment.
        [other_price] The price has changed. Please ask for a new invoice.
        [shop] The shop does not take this order.
       *[not_now] The shop does not answer right now. Please try again in a few minutes; nothing was charged.
    }
telegram_payments-refused = Telegram refuses: { $name }.
    .remedy = Nothing was done. What the name means, Telegram says on core.telegram.org/api/errors.
telegram_payments-unanswered = The bot that takes payments could not be asked: { $why }.
    .remedy = Try again in a while. `doctor` says what is wrong with the connection to Telegram.
telegram_payments-no_provider = The bot takes { $currency } only through a payment provider.
    .remedy = Put the provider's token from @BotFather into [telegram_payments] provider_token, or name a price in Stars (XTR).
telegram_payments-no_charges = In Telegram nobody is charged without being asked.
    .remedy = Ask for another checkout, and give the customer its link.
telegram_payments-no_refund = The bot can give back Stars only, and all of them.
    .remedy = Give the money back at the payment provider; then tell the agent: `orders close`.
telegram_payments-no_thread = The bot that takes payments can't be started: { $error }.
    .remedy = Look at what the system says; most likely it is out of memory.
