# `run`

run-since_too_far = --since reaches back over more messages than can be looked through. Nothing was taken in.
    .remedy = Name a later moment: --since 2026-11-01; or take all that there are: --since all.
