## `parse`: what the rules make of a message. The names of fields and problems stand in orders.ftl.

parse-reading =
    { $kind ->
        [order] Order
        [notice] Not an order: a known notice
       *[unrecognised] Not recognised: moderators would be told
    }
parse-line = line { $number }

parse-too_long = The message is longer than { $bytes } bytes.
    .remedy = Give one message, or one per line with --lines.
parse-too_many_lines = There are more than { $lines } lines.
    .remedy = Split the file.
parse-not_utf8 = The input is not a text in UTF-8.
    .remedy = Save it as UTF-8.
parse-not_json = Not a message in JSON ({ $reason }).
    .remedy = Expected: {"{"}"text":"…","entities":[…]{"}"}, as the Bot API has them.
