## The text that `alert_command` gets.

alarm-stopped = tribute-agent has stopped and will not go on by itself.
alarm-orders-are-kept = No order is lost: unfinished ones go on when it is started again.
