## Текст для `alert_command`.

alarm-stopped = tribute-agent остановился и сам не продолжит.
alarm-orders-are-kept = Заказы не потеряны: начатые продолжатся, когда его запустят снова.
