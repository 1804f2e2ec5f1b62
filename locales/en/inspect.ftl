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

## `inspect --save`

inspect-nothing-to-save = Nothing to save: no such message was found.
inspect-saved = Saved in { $folder }: { $made } (already there: { $known }). Names and numbers are masked as far as a program can know them: read the files before you show them to anybody.
inspect-unsaved = { $path } can't be written: { $error }.
    .remedy = Name a folder that you may write to, and check whether the disk is full.

## `inspect --learn`: comments around the lines for the configuration.

inspect-learned = Learned from the last { $messages } messages: { $orders } orders, { $answered } of them answered.
inspect-learned-use = Nothing was written anywhere. Check the lines, and put them into your configuration, { $file }: each in its section, in place of the key of the same name; [[…]] are to be added.
inspect-learned-answers =
    Answers of the bot after a reply: { $answers }. Linked to the reply: { $to_reply }, to the order: { $to_order }, to nothing: { $to_nothing }.
    Edited later: { $edited }; without buttons now: { $without_buttons }.
inspect-learned-gone = A button that was pressed may be gone: to see it, answer an order, do not press, and look again.
inspect-learned-button =
    { $taken ->
        [never] «{ $label }»: shown { $shown }, opens something: never pressed
        [no] «{ $label }»: shown { $shown }, the only one { $alone }, your presses seen { $pressed }. NOT taken: is it the one to press?
       *[yes] «{ $label }»: shown { $shown }, the only one { $alone }, your presses seen { $pressed }
    }
inspect-learned-wording = A guess: { $messages } messages have this shape, { $answered } of them were answered. Check each line.
inspect-learned-left = Messages that no rule knows and nothing here explains: { $count }. See them with `inspect`.
