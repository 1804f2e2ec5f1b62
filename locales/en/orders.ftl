## Orders in words: why one is with the moderators, or closed.

order-reason =
    { $reason ->
        [missing_field] a line is missing in the order
        [ambiguous_field] a line stands twice in the order
        [bad_price] the price can't be read
        [unknown_product] the product is not in the configuration
        [no_details] the customer wrote nothing
        [no_account_id] no account number
        [ambiguous_account_id] several account numbers
        [doubtful_account_id] the account number is in doubt
        [price_mismatch] the price is not the one in the configuration
        [shop_refused] the shop refused
        [shop_unavailable] the shop is unavailable
        [shop_unclear] the shop's answer is unclear
        [account_mismatch] the shop named another account
        [activated_for_other_account] the goods may have gone to another account
        [order_edited] the order was edited
        [order_deleted] the order was deleted
        [reply_refused] Telegram refused the reply
        [reply_detached] the reply is not attached to the order
        [no_confirmation] the bot did not answer
        [unknown_button] an unknown button
        [keyboard_replaced] the buttons were replaced
        [press_refused] the bot refused the press
        [press_unknown] unknown whether the press took effect
        [found_after_restore] found after the journal was lost
        [answered_by_hand] answered by hand
        [pressed_by_hand] pressed by hand
        [closed_by_moderator] a moderator closed it
       *[other] { $reason }
    }
