## `run --dry-run`

dry-run-begins =
    Dry run: nothing is sent, pressed, given or recorded. `run` can't work meanwhile: there is one session.
    Watching the chat and showing here what would be done. Ctrl-C ends it.
dry-run-order = №{ $number } · { $ordered_at } · message { $message }
dry-run-call = Would call the shop: POST { $url }, webhook-id { $webhook_id }
dry-run-call-assumed = (assumed: the shop gives the goods; what it adds, such as a payment's number or a message, only it knows)
dry-run-reply = Would reply:
dry-run-reply-assumed = (assumed: the bot asks to confirm, under our reply)
dry-run-press = Would press: «{ $label }»
dry-run-press-assumed = (assumed: the bot accepts the press)
dry-run-result = ⇒ it would be: { $state }
dry-run-moderators = The moderators would read:
dry-run-sum = Nothing was done. It would have been: { $completed } completed, { $escalated } for the moderators, { $closed } closed.
