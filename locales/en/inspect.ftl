## `inspect`: the chat with Tribute's bot as a table.

inspect-nothing = There is no message in the chat with the bot.
inspect-column =
    { $column ->
        [id] Id
        [time] Time
        [from] From
        [kind] What
       *[content] Content
    }
inspect-from =
    { $who ->
        [you] you
       *[bot] bot
    }
inspect-kind =
    { $kind ->
        [order] order
        [suspicious] looks like an order, not the bot's own
        [notice] known notice
        [confirmation] asks to confirm
        [answer] answer of the bot
        [unrecognised] NOT RECOGNISED
        [reply] reply
        [press] press of a button
        [own] message
       *[service] service message
    }
inspect-button-wanted = [{ $label }] ← would be pressed
inspect-edited = (edited)
inspect-sums = { $messages } messages: { $orders } orders, { $confirmations } confirmations, { $unrecognised } not recognised.
