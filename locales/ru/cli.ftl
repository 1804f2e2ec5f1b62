## Как давно что-то было.

cli-ago =
    { $unit ->
        [now] только что
        [minutes] { $count } мин назад
        [hours] { $count } ч назад
       *[days]
            { $count ->
                [one] { $count } день назад
                [few] { $count } дня назад
               *[many] { $count } дней назад
            }
    }
