## How long ago something was.

cli-ago =
    { $unit ->
        [now] just now
        [minutes] { $count } min ago
        [hours] { $count } h ago
       *[days] { $count } days ago
    }

cli-configuration = Configuration: { $file }

## A question that wants a yes. Both languages' words for it are understood, separated by commas.

cli-yes-or-no = [y/N]
cli-yes-words = y, yes

## Files and streams

output-unwritable = The output can't be written: { $error }.
    .remedy = Check whether the disk is full, and where the output goes.
output-no_folder = A temporary folder can't be made: { $error }.
    .remedy = Check whether the disk is full, and who may write to the system's temporary folder.
input-unreadable = { $path } can't be read: { $error }.
    .remedy = Check the path.

shop-no_server = There is no server to be tried: [shop] kind says that somebody else gives the goods.
    .remedy = Codes are looked through by `tribute-agent doctor`; a program and Salebot are tried by `shop test` without these options.
shop-live_in_sandbox = This session belongs to a sandbox, where nothing is paid, but [shop] url is the live shop.
    .remedy = Add [shop.test] with the url of a test server.
shop-salebot_in_sandbox = In a sandbox nothing is paid, but [shop] is a real project at Salebot.
    .remedy = Let `tribute-agent sandbox --write-config FILE --salebot` write a configuration with a Salebot of its own.

## `codes`

codes-line = line { $line }: { $problem }
codes-problem =
    { $problem ->
        [not_utf8] it is not written in UTF-8
        [broken_quote] a quote is not closed, or something stands behind it
        [fields] it has { $detail } of { $other } columns
        [no_sku] no sku
        [no_code] no code
        [unseen_character] the code has a character in it that nobody sees, or that a chat would change
        [too_long] the code is { $detail } characters long: more than [shop] code_length
        [unknown_sku] no product has the sku “{ $detail }”
        [swapped] sku and code are swapped: change the two names in the first line
        [twice] the same code stands in line { $detail }
        [in_stock] the code was imported before
       *[given] the code was given to the order №{ $detail }
    }
codes-imported =
    { $done ->
        [dry-run] Codes that would be taken: { $count }.
       *[done] Codes taken: { $count }.
    }{ $known ->
        [0] {""}
       *[other] {" "}Imported before: { $known }.
    }
codes-column =
    { $column ->
        [sku] sku
        [free] free
       *[given] given
    }
codes-none = There are no codes. Add some: tribute-agent codes import FILE
codes-set-aside = { $count } codes are set aside: they may have been given while the journal was lost. Import those that were not once more.
codes-given-none = №{ $number } got no code.
codes-refused =
    nothing was imported: { $count ->
        [one] one line is not right
       *[other] { $count } lines are not right
    }{ $is_more ->
        [yes] {""}, of which the first { $shown } are told
       *[no] {""}
    }
    .remedy = Correct the file and import it again. Codes that were imported before: take them out, or add --skip-known

codes-no_file = no file was named
    .remedy = Name it: tribute-agent codes import codes.csv. Or write codes = "codes.csv" into [shop]
codes-unreadable = { $path } can't be read: { $error }
    .remedy = Check the path
codes-too_large = { $path } is larger than 64 MiB: that is no list of codes
    .remedy = Import it in parts
codes-no_head = { $path } has no head with the columns sku and code
    .remedy = The first line says what stands in which column: { $head }. Save a spreadsheet as CSV in UTF-8
codes-other_kind = the goods are not codes: [shop] kind says so
    .remedy = Write kind = "codes" into [shop]
codes-not_logged_in = nobody is logged in yet: the codes lie in the journal of an account
    .remedy = First: tribute-agent login
