## The frame of an error: `error[code]: what happened`.

report-error = error
report-warning = warning
