## The journal can't be used. Whatever it is, the file is left as it was.

journal-missing = There is no journal { $path }.
    .remedy = Start `tribute-agent run` once: it makes the journal.
journal-damaged =
    { $path ->
        [none] The journal is damaged: { $detail }.
       *[other] { $path } is no journal, or is damaged: { $detail }.
    }
    .remedy = Put the file aside and restore the newest copy. If there is none: `tribute-agent orders adopt` hands the orders since then to people, so that nothing is given twice.
journal-unreadable = A row of the journal can't be read: { $detail }.
    .remedy = { journal-damaged.remedy }
journal-not_ours = The journal belongs to { $theirs }, not to { $ours }.
    .remedy = Each account keeps its own journal: log in with the account it belongs to, or name another session file in the configuration.
journal-newer = { $path } was written by a newer version of the program: it has version { $found }, this program knows { $known }.
    .remedy = Install the newer version of tribute-agent again.
journal-older = { $path } has version { $found }, and the agent that is at work on it is older than this program, which knows { $known }.
    .remedy = Start `tribute-agent run` anew, with this version.
journal-lost = The journal { $path } is gone, and this session has worked with one before: it remembers orders up to №{ $remembered }. Without it the agent does not know what was given and answered.
    .remedy = Nothing was done. If you have a newer copy of the journal, put it back. If not: `tribute-agent orders adopt` shows the orders that came since then and hands them to people; it gives nothing by itself.
journal-another = { $path } is another journal than the one that this session has worked with (it remembers orders up to №{ $remembered }). With it the agent does not know what was given and answered.
    .remedy = { journal-lost.remedy }
journal-behind =
    { $is_same_order ->
        [true] The journal { $path } is older than this session remembers, as if restored from a copy: it ends at №{ $found }, the session remembers №{ $remembered } and more of what happened to it. What was given and answered since then is not in it.
       *[false] The journal { $path } is older than this session remembers, as if restored from a copy: it ends at №{ $found }, the session remembers №{ $remembered }. What was given and answered since then is not in it.
    }
    .remedy = { journal-lost.remedy }
journal-exists = { $path } exists already.
    .remedy = Nothing was overwritten. Give another name, or move that file away first.
journal-is_folder = { $path } is a folder.
    .remedy = Name a file in it.
journal-no_folder = There is no folder { $folder }.
    .remedy = Is the disk connected? If so, check the name or make the folder. Nothing was written.
journal-unwitnessed = The session can't remember the journal: { $error }.
    .remedy = Make room on the disk, check that the session file can be written, and start again: nothing is lost, what was not recorded was not done.
journal-disk_full = There is no space left for the journal.
    .remedy = Free some space and start again: nothing is lost, what was not recorded was not done.
journal-held = Another program holds the journal.
    .remedy = Close it (a database viewer, a backup that is being made), and try again. Nothing is lost.
journal-file = { $path }: { $error }.
    .remedy = Check that the folder exists, that this user may write to it, and that the disk is healthy.
journal-sqlite = SQLite: { $error }.
    .remedy = Check that this user may write to the folder, that no limit keeps files small (`ulimit -f`), and that the disk is healthy.

## What is wrong with a file: the end of a sentence. The id is made of the words of the log.

why-another-program-made-this-file = another program made this file
why-it-is-no-file = it is no file
why-it-is-empty = it is empty
why-it-does-not-say-whose-it-is = it does not say whose it is
why-a-log-beside-it-is-that-of-another-file-move-it-away = the log beside it is another file's, move it away
why-it-does-not-fit-the-log-beside-it = it does not fit the log beside it
why-the-copy-is-another-account-s = the copy is another account's
why-the-copy-is-older-than-the-journal = the copy is older than the journal
