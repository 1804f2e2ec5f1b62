## `run --dry-run`

dry-run-begins =
    Dry run: nothing is sent, pressed, given or recorded. `run` can't work meanwhile: there is one session.
    Watching the chat and showing here what would be done; --json shows all of it. Ctrl-C ends it.
    Assumed: the shop gives the goods, the bot asks to confirm under our reply and accepts the press.
dry-run-call = Would call the shop: POST { $url }
dry-run-reply = Would reply: «{ $text }»
dry-run-press = Would press: «{ $label }»
dry-run-result = ⇒ it would be: { $state }
dry-run-moderators = The moderators would read:
dry-run-sum = Nothing was done. It would have been: { $completed } completed, { $escalated } for the moderators, { $closed } closed.
