## T-Bank's API.

tbank-unreachable = T-Bank does not answer: { $why }.
    .remedy = Try again in a while. Whether a call that changes something had its effect is not known: look first.
tbank-not_now = T-Bank can't answer now ({ $code }).
    .remedy = Try again in a while. Whether a call that changes something had its effect is not known: look first.
tbank-wrong_terminal =
    { $code ->
        [202] T-Bank has blocked the terminal.
        [501] T-Bank does not know the terminal in [tbank].
       *[other] T-Bank does not know the terminal in [tbank], or not with this password.
    }
    .remedy =
    { $code ->
        [202] Ask the bank why.
       *[other] Copy both again from the bank's cabinet: Internet acquiring, the shop, Terminals. A terminal whose name ends in DEMO has a password of its own.
    }
tbank-refused =
    { $code ->
        [4] The state of the payment does not allow this.
        [8] The state of the payment does not allow this, or there is a payment for this order already.
        [10] The bank has not enabled repeated charges for this terminal.
        [12] The bank does not take the time until which it can be paid.
        [20] There is a payment for this order already.
        [76] The bank does not take foreign cards.
        [77] The bank does not take foreign cards.
        [79] The bank can't give money back to a foreign card.
        [99] The customer's bank has declined.
        [101] The customer did not confirm the payment (3-D Secure).
        [103] The customer has not enough money.
        [104] The card can't be charged again.
        [106] The card does not support 3-D Secure.
        [108] Only cards with 3-D Secure are taken.
        [116] The customer has not enough money.
        [119] The customer has tried too often.
        [251] The amount is not one that the bank takes.
        [308] The items of the receipt add up to other than the payment.
        [309] The bank wants a receipt.
        [310] A quantity in the receipt has too many digits.
        [334] The items of the receipt add up to other than the payment.
        [335] The bank has no payment for this order.
        [603] The customer has tried too often with this card.
        [1005] The customer's bank has declined.
        [1013] The customer's bank does not take this amount.
        [1014] There is no card with this number.
        [1015] There is no card with this number.
        [1030] The customer's bank has declined.
        [1034] The customer's bank suspects fraud.
        [1041] The card was lost.
        [1043] The card was stolen.
        [1051] The customer has not enough money.
        [1054] The card has expired.
        [1057] The customer's bank does not allow such payments.
        [1061] The customer's bank does not allow payments this large.
        [1065] The card is used too often.
        [1082] The card's security code is wrong.
        [1091] The customer's bank does not answer.
        [1126] This card can't be charged like this.
       *[other] T-Bank refuses with its code { $code }.
    }{ $message ->
        [none] { "" }
       *[other] { " " }It says: { $message }
    }
    .remedy =
    { $code ->
        [8] Look at the payment in the bank's cabinet.
        [4] Look at the payment in the bank's cabinet.
        [20] Look at the payment in the bank's cabinet.
        [10] Write to acq_help@tbank.ru: it is off by default.
        [309] Give the checkout a receipt: the terminal has a cash register.
        [251] Look at the limits of the terminal in the bank's cabinet.
       *[other] Look at the payment in the bank's cabinet, or let the customer try again or with another card.
    }
tbank-unreadable = T-Bank's answer can't be read: { $why }.
    .remedy = See whether a newer version of this program is there, and whether [tbank] url is T-Bank's.
tbank-answers_lost = T-Bank's answers were lost { $count } times in a row: nobody has a link to pay by.
    .remedy = Ask for another checkout.
tbank-invalid =
    { $problem ->
        [missing] { $field } is missing.
        [too_long] { $field } is too long: at most { $detail }.
        [unknown] { $field } is none of what the bank knows: { $detail }.
        [not_kopecks] { $field } is no whole number of kopecks.
        [out_of_bounds] { $field } is out of bounds: { $detail }.
        [product] { $field } is not price times quantity, which is { $detail } kopecks.
        [sum] The items of the receipt add up to other than the payment, in kopecks: { $detail }.
        [no_contact] A receipt goes to somebody: the customer's e-mail or phone is missing.
        [no_taxation] The receipt names no tax system: write `taxation` into [tbank] of the configuration, or Taxation into the receipt.
        [reserved] { $field } is set by the agent.
       *[unreadable] { $field } can't be read.
    } The bank was not called.
    .remedy = Correct it and make the checkout again.
