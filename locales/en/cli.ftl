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
    .remedy = `shop test` without these options tries what is configured.
shop-live_in_sandbox = This session belongs to a sandbox, where nothing is paid, but [shop] url is the live shop.
    .remedy = Add [shop.test] with the url of a test server.
