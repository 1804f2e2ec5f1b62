## What the bot that takes payments says to buyers.

buyers-offer = What would you like to buy?
buyers-offer-for =
    For account { $account }. What would you like to buy?
    For another account, write its number here.
buyers-more-products = More ({ $count }) ▸
buyers-offer-changed = This is not sold like that any more. Here is what there is now:
buyers-nothing-on-sale = Nothing is for sale here right now. Please come back later.
buyers-account =
    { $why ->
        [first] Which account is it for?
        [unclear] I can't tell for sure which number is your account.
       *[none] This does not look like an account number.
    } Write just the number{ $example ->
        [none] {""}
       *[other] , for example: { $example }
    }
buyers-not-understood =
    I did not understand that. /buy shows what is for sale{ $by_account ->
        [yes] , and a message with an account number chooses the account
       *[no] {""}
    }. Something is wrong with a payment? /paysupport
buyers-terms =
    You buy from the shop that runs this bot, not from Telegram. What you get, for which account and at what price stands in the invoice before you pay. You get it once the payment has arrived; then the bot writes to you here.
    Questions and refunds: /paysupport
buyers-support =
    The shop that runs this bot answers for payments and refunds; Telegram's own support can't help with them. Write to the shop where you found this bot, and name the date, the amount and the account.
    What is bought, and on what terms: /terms
buyers-too-much = That is a lot at once. I will answer again in a minute.
buyers-invoice-for = For account { $account }
buyers-invoice-above = The invoice is in this chat already.
buyers-no-invoice = I can't make an invoice for this right now. Please try again later, or ask: /paysupport
buyers-command =
    { $command ->
        [start] Begin
        [buy] What is for sale
        [terms] Terms of sale
       *[paysupport] Help with a payment
    }
