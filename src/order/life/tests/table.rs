//! Every (state, event) pair.

use std::collections::{BTreeSet, HashMap};

use super::super::*;
use super::events::events;
use super::samples::{asked, by_message, escalated, later, noon, ordinary, step};

/// What comes of an event, in the tables below:
///
/// - `x`: illegal; `.`: nothing at all; `~`: noted, nothing else; `+t`: stays, with an effect
/// - `R+r`: moves to that state, with an effect
///
/// States: `A`ctivating, `R`eplying, a`W`aiting confirmation, `P`ressing (confirming), `S`ending,
/// `E`scalated, `D`one (completed), `C`losed, re`V`oking, `M`oney back (refunded). Effects: `a`ctivate, `g` activate
/// again, `r`eply, `p`ress, `m`essage, re`v`oke, `w` revoke again, `d`raft, `t`ell, `l`ook.
fn outcome(order: &Order, event: Event) -> String {
    let Ok(Transition { order: after, effects }) = step(order, event, later(noon(), 3_600)) else {
        return "x".to_owned();
    };
    let effects: String = effects.iter().map(letter_of_effect).collect();
    let moved = after.state != order.state;
    match (moved, effects.as_str()) {
        (true, "") => letter_of_stage(&after).to_owned(),
        (true, _) => format!("{}+{effects}", letter_of_stage(&after)),
        (false, "") if after == *order => ".".to_owned(),
        (false, "") => "~".to_owned(),
        (false, _) => format!("+{effects}"),
    }
}

fn letter_of_stage(order: &Order) -> &'static str {
    match order.state.stage() {
        Stage::Activating => "A",
        Stage::Replying => "R",
        Stage::AwaitingConfirmation => "W",
        Stage::Confirming => "P",
        Stage::Sending => "S",
        Stage::Escalated => "E",
        Stage::Completed => "D",
        Stage::Closed => "C",
        Stage::Revoking => "V",
        Stage::Refunded => "M",
    }
}

fn letter_of_effect(effect: &Effect) -> &'static str {
    match effect {
        Effect::Activate => "a",
        Effect::ActivateAgain { .. } => "g",
        Effect::Deliver(DeliveryAct::Reply) => "r",
        Effect::Deliver(DeliveryAct::Press) => "p",
        Effect::Deliver(DeliveryAct::Message) => "m",
        Effect::Revoke => "v",
        Effect::RevokeAgain { .. } => "w",
        Effect::Draft => "d",
        Effect::Tell => "t",
        Effect::Look => "l",
    }
}

fn check(table: &str, states: &[(&'static str, Order)]) {
    let mut lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    let head: Vec<&str> = lines.next().expect("a head").split_whitespace().collect();
    let mut expected = HashMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells.len(), head.len() + 1, "a cell for each state: {line}");
        for (state, cell) in head.iter().zip(&cells[1..]) {
            let known = expected.insert((*state, cells[0]), *cell);
            assert_eq!(known, None, "{state}, {} stands twice", cells[0]);
        }
    }
    let mut wrong = Vec::new();
    for (event, happens) in events() {
        for (state, order) in states {
            let cell = outcome(order, happens.clone());
            let wanted = expected.remove(&(*state, event)).unwrap_or("(missing)");
            if wanted != cell {
                wrong.push(format!("{state}, {event}: expected {wanted}, is {cell}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(expected.is_empty(), "no such pair: {expected:?}");
}

#[test]
fn every_event_in_every_ordinary_state() {
    check(
        "
                                   new  called  replying  awaiting  owed  begun  unproven  completed  closed  revoking  refunded
        activation_begun           ~    ~       x         x         x     x      x         x          x       x         x
        shop:activated             R+r  R+r     .         .         .     .      .         .          +t      .         V+vt
        shop:already               R+r  R+r     .         .         .     .      .         .          +t      .         V+vt
        shop:another               E+t  E+t     .         .         .     .      .         .          +t      .         V+vt
        shop:already_another       E+t  E+t     .         .         .     .      .         .          +t      .         V+vt
        shop:pending               +g   +g      .         .         .     .      .         .          .       .         .
        shop:unavailable           +g   +g      .         .         .     .      .         .          .       .         .
        shop:misconfigured         +g   +g      .         .         .     .      .         .          .       .         .
        shop:intercepted           +g   +g      .         .         .     .      .         .          .       .         .
        shop:intercepted:alone     +g   +g      .         .         .     .      .         .          .       .         .
        shop:unclear               E+t  E+t     .         .         .     .      .         .          .       .         .
        shop:refused               E+t  E+t     .         .         .     .      .         .          ~       .         .
        shop:out_of_stock          E+t  E+t     .         .         .     .      .         .          ~       .         .
        reply_begun                x    x       ~         x         x     x      x         x          x       x         x
        reply_stands               x    x       W         .         .     .      .         .          ~       .         ~
        reply_stands:another       x    x       W         x         x     x      x         x          ~       .         ~
        reply_stands:detached      x    x       E+t       .         .     .      .         .          ~       .         ~
        reply_refused              x    x       E+t       x         x     x      x         x          .       .         .
        reply_in_doubt             x    x       E+t       .         .     .      .         .          .       .         .
        answered_by_hand           C    C+t     C+t       C+t       C+t   C+t    C+t       ~          .       ~         ~
        confirmation:wanted        x    x       x         P+p       .     .      .         .          .       .         .
        confirmation:strange       x    x       x         E+t       .     .      .         .          .       .         .
        confirmation_overdue       x    x       x         E+t       .     .      .         .          .       .         .
        press_begun                x    x       x         x         P     x      x         x          x       x         x
        press:accepted             x    x       x         x         x     D      x         .          .       .         .
        press:accepted:saying      x    x       x         x         x     D      x         .          .       .         .
        press:refused              x    x       x         x         x     E+t    x         +t         .       .         .
        press:unknown              x    x       x         x         x     P      x         .          .       .         .
        press_put_off              x    x       x         x         x     P      x         .          .       .         .
        press_evidence             x    x       x         C+t       C+t   D      D         .          .       .         .
        press_unproven             x    x       x         x         x     x      E+t       .          .       .         .
        press_unproven:may_repeat  x    x       x         x         x     x      P+p       .          .       .         .
        keyboard_replaced          x    x       x         x         E+t   .      .         .          .       .         .
        bot_spoke                  +t   +t      +t        ~         +t    D+t    D+t       +t         +t      +t        +t
        order_edited               E+t  E+t     .         .         .     .      .         .          .       .         .
        order_deleted              E+t  E+t     .         .         .     .      .         .          .       .         .
        message_begun              x    x       x         x         x     x      x         x          x       x         x
        message_sent               x    x       x         x         x     x      x         x          x       x         x
        message_refused            x    x       x         x         x     x      x         x          x       x         x
        account_given              +a   +a      x         x         x     x      x         x          x       x         x
        retry_said                 +g   +g      +l        +l        +l    +l     +l        .          x       +w        .
        retry_said:account         +g   +g      +l        +l        +l    +l     +l        .          x       +w        .
        given_said                 R+r  R+r     .         .         .     .      .         .          x       .         .
        close_said                 C    C+t     C+t       C+t       C+t   C+t    C+t       .          .       C+t       .
        press_said:send            x    x       x         x         x     x      x         x          x       x         x
        press_said:strange         x    x       x         x         x     x      x         x          x       x         x
        reply_drafted              x    x       x         x         x     x      x         x          x       x         x
        approved                   x    x       x         x         x     x      x         x          x       x         x
        declined                   x    x       x         x         x     x      x         x          x       x         x
        check_said                 +l   +l      +l        +l        +l    +l     +l        .          .       .         .
        journal_restored           E+t  E+t     E+t       E+t       E+t   E+t    E+t       .          .       .         .
        journal_restored:answered  E+t  E+t     E+t       E+t       E+t   E+t    E+t       .          .       .         .
        refund                     M    V+vt    V+vt      V+vt      V+vt  V+vt   V+vt      V+vt       V+vt    .         .
        revocation_begun           x    x       x         x         x     x      x         x          x       ~         x
        revocation:done            x    x       x         x         x     x      x         x          .       M+t       .
        revocation:not_yet         x    x       x         x         x     x      x         x          .       +w        .
        revocation:refused         x    x       x         x         x     x      x         x          .       E+t       .
        restocked                  .    .       .         .         .     .      .         .          .       .         .
        ",
        &ordinary(),
    );
}

#[test]
fn every_event_for_every_reason_to_be_escalated() {
    check(
        "
                                   form  price  refused  empty  absent  unclear  other  mismatch  edited  deleted  mute  detached  silent  buttons  alert  replaced  doubt  restored  kept  unsure
        activation_begun           x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        shop:activated             +t    +t     +t       +t     +t      +t       .      .         +t      +t       .     .         .       .        .      .         .      +t        .     .
        shop:already               +t    +t     +t       +t     +t      +t       .      .         +t      +t       .     .         .       .        .      .         .      +t        .     .
        shop:another               +t    +t     +t       +t     +t      +t       .      .         +t      +t       .     .         .       .        .      .         .      +t        .     .
        shop:already_another       +t    +t     +t       +t     +t      +t       .      .         +t      +t       .     .         .       .        .      .         .      +t        .     .
        shop:pending               .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:unavailable           .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:misconfigured         .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:intercepted           .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:intercepted:alone     .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:unclear               .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:refused               .     .      .        .      ~       ~        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        shop:out_of_stock          .     .      .        .      ~       ~        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        reply_begun                x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        reply_stands               ~     ~      ~        ~      ~       ~        ~      ~         ~       ~        ~     .         .       .        .      .         .      ~         .     .
        reply_stands:another       ~     ~      ~        ~      ~       ~        ~      ~         ~       ~        ~     .         .       .        .      .         .      ~         .     .
        reply_stands:detached      ~     ~      ~        ~      ~       ~        ~      ~         ~       ~        ~     .         .       .        .      .         .      ~         .     .
        reply_refused              .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        reply_in_doubt             .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        answered_by_hand           C+t   C+t    C+t      C+t    C+t     C+t      C+t    C+t       C+t     C+t      C+t   C+t       C+t     C+t      C+t    C+t       C+t    C+t       C+t   C+t
        confirmation:wanted        .     .      .        .      .       .        .      .         .       .        .     .         P+p     P+p      .      .         .      .         .     ~
        confirmation:strange       .     .      .        .      .       .        .      .         .       .        .     .         E+t     .        .      .         .      .         .     ~
        confirmation_overdue       .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        press_begun                x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        press:accepted             x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        press:accepted:saying      x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        press:refused              x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        press:unknown              x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        press_put_off              x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        press_evidence             .     .      .        .      .       .        .      .         .       .        .     .         C+t     C+t      C+t    C+t       D+t    .         .     C+t
        press_unproven             .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        press_unproven:may_repeat  .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        keyboard_replaced          .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        bot_spoke                  +t    +t     +t       +t     +t      +t       +t     +t        +t      +t       +t    +t        +t      +t       +t     +t        D+t    +t        +t    +t
        order_edited               E+t   E+t    E+t      E+t    E+t     E+t      .      .         E+t     .        .     .         .       .        .      .         .      .         .     .
        order_deleted              E+t   E+t    E+t      E+t    E+t     E+t      .      .         E+t     .        .     .         .       .        .      .         .      .         .     .
        message_begun              x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        message_sent               x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        message_refused            x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        account_given              A+a   A+a    A+a      A+a    A+a     A+a      x      x         A+a     A+a      x     x         x       x        x      x         x      A+a       x     x
        retry_said                 .     A+a    A+a      A+a    A+a     A+a      .      .         A+a     A+a      R+r   R+r       W+l     W+l      P+p    P+p       P+p    A+a       V+vt  W+l
        retry_said:account         A+a   A+a    A+a      A+a    A+a     A+a      .      .         A+a     A+a      R+r   R+r       W+l     W+l      P+p    P+p       P+p    A+a       V+vt  W+l
        given_said                 R+r   R+r    R+r      R+r    R+r     R+r      R+r    R+r       R+r     R+r      R+r   R+r       W+l     W+l      P+p    P+p       P+p    R+r       .     W+l
        close_said                 C+t   C+t    C+t      C+t    C+t     C+t      C+t    C+t       C+t     C+t      C+t   C+t       C+t     C+t      C+t    C+t       C+t    C+t       C+t   C+t
        press_said:send            x     x      x        x      x       x        x      x         x       x        x     x         x       x        P+p    P+p       P+p    x         .     x
        press_said:strange         x     x      x        x      x       x        x      x         x       x        x     x         x       P+p      x      x         x      x         .     x
        reply_drafted              x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        approved                   x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        declined                   x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        check_said                 +l    +l     +l       +l     +l      +l       +l     +l        +l      +l       +l    +l        +l      +l       +l     +l        +l     +l        +l    +l
        journal_restored           E+t   E+t    E+t      E+t    E+t     E+t      E+t    E+t       E+t     E+t      E+t   E+t       E+t     E+t      E+t    E+t       E+t    .         .     E+t
        journal_restored:answered  E+t   E+t    E+t      E+t    E+t     E+t      E+t    E+t       E+t     E+t      E+t   E+t       E+t     E+t      E+t    E+t       E+t    +t        .     E+t
        refund                     M+t   M+t    M+t      M+t    V+vt    V+vt     V+vt   V+vt      M+t     M+t      V+vt  V+vt      V+vt    V+vt     V+vt   V+vt      V+vt   V+vt      .     V+vt
        revocation_begun           x     x      x        x      x       x        x      x         x       x        x     x         x       x        x      x         x      x         x     x
        revocation:done            .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         M+t   .
        revocation:not_yet         .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        revocation:refused         .     .      .        .      .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        restocked                  .     .      .        A+a    .       .        .      .         .       .        .     .         .       .        .      .         .      .         .     .
        ",
        &escalated(),
    );
}

#[test]
fn every_event_in_every_state_of_another_delivery() {
    check(
        "
                                  new    sending  begun  sent   refused  revoking  nothing_new  nothing_done
        activation_begun          ~      x        x      x      x        x         ~            x
        shop:activated            S+m    .        .      .      .        .         D            .
        shop:already              S+m    .        .      .      .        .         D            .
        shop:another              E+t    .        .      .      .        .         E+t          .
        shop:already_another      E+t    .        .      .      .        .         E+t          .
        shop:pending              +g     .        .      .      .        .         +g           .
        shop:unavailable          +g     .        .      .      .        .         +g           .
        shop:misconfigured        +g     .        .      .      .        .         +g           .
        shop:intercepted          +g     .        .      .      .        .         +g           .
        shop:intercepted:alone    +g     .        .      .      .        .         +g           .
        shop:unclear              E+t    .        .      .      .        .         E+t          .
        shop:refused              E+t    .        .      .      .        .         E+t          .
        shop:out_of_stock         E+t    .        .      .      .        .         E+t          .
        reply_begun               x      x        x      x      x        x         x            x
        keyboard_replaced         x      x        x      x      x        x         x            x
        reply_stands              x      x        x      x      x        x         x            x
        reply_stands:another      x      x        x      x      x        x         x            x
        reply_stands:detached     x      x        x      x      x        x         x            x
        reply_refused             x      x        x      x      x        x         x            x
        reply_in_doubt            x      x        x      x      x        x         x            x
        answered_by_hand          x      x        x      x      x        x         x            x
        confirmation:wanted       x      x        x      x      x        x         x            x
        confirmation:strange      x      x        x      x      x        x         x            x
        confirmation_overdue      x      x        x      x      x        x         x            x
        press_begun               x      x        x      x      x        x         x            x
        press:accepted            x      x        x      x      x        x         x            x
        press:accepted:saying     x      x        x      x      x        x         x            x
        press:refused             x      x        x      x      x        x         x            x
        press:unknown             x      x        x      x      x        x         x            x
        press_put_off             x      x        x      x      x        x         x            x
        press_evidence            x      x        x      x      x        x         x            x
        press_unproven            x      x        x      x      x        x         x            x
        press_unproven:may_repeat x      x        x      x      x        x         x            x
        bot_spoke                 x      x        x      x      x        x         x            x
        order_edited              x      x        x      x      x        x         x            x
        order_deleted             x      x        x      x      x        x         x            x
        message_begun             x      ~        .      x      x        x         x            x
        message_sent              x      D        D      .      ~        ~         x            x
        message_refused           x      E+t      E+t    .      .        .         x            x
        account_given             +a     x        x      x      x        x         +a           x
        retry_said                +g     +l       +l     .      S+m      +w        +g           .
        retry_said:account        +g     +l       +l     .      S+m      +w        +g           .
        given_said                S+m    .        .      .      S+m      .         D            .
        close_said                C      C+t      C+t    .      C+t      C+t       C            .
        press_said:send           x      x        x      x      x        x         x            x
        press_said:strange        x      x        x      x      x        x         x            x
        reply_drafted             x      x        x      x      x        x         x            x
        approved                  x      x        x      x      x        x         x            x
        declined                  x      x        x      x      x        x         x            x
        check_said                +l     +l       +l     .      +l       .         +l           .
        journal_restored          E+t    E+t      E+t    .      E+t      .         E+t          .
        journal_restored:answered E+t    E+t      E+t    .      E+t      .         E+t          .
        refund                    M      V+vt     V+vt   V+vt   V+vt     .         M            V+vt
        revocation_begun          x      x        x      x      x        ~         x            x
        revocation:done           x      x        x      x      .        M+t       x            x
        revocation:not_yet        x      x        x      x      .        +w        x            x
        revocation:refused        x      x        x      x      .        E+t       x            x
        restocked                 .      .        .      .      .        .         .            .
        ",
        &by_message(),
    );
}

#[test]
fn every_event_for_what_only_the_first_orders_come_to() {
    check(
        "
                                   undrafted  reply  reply_declined  replying  press  press_declined  owed
        activation_begun           x          x      x               x         x      x               x
        shop:activated             .          .      .               .         .      .               .
        shop:already               .          .      .               .         .      .               .
        shop:another               .          .      .               .         .      .               .
        shop:already_another       .          .      .               .         .      .               .
        shop:pending               .          .      .               .         .      .               .
        shop:unavailable           .          .      .               .         .      .               .
        shop:misconfigured         .          .      .               .         .      .               .
        shop:intercepted           .          .      .               .         .      .               .
        shop:intercepted:alone     .          .      .               .         .      .               .
        shop:unclear               .          .      .               .         .      .               .
        shop:refused               .          .      .               .         .      .               .
        shop:out_of_stock          .          .      .               .         .      .               .
        reply_begun                x          x      x               ~         x      x               x
        keyboard_replaced          .          .      .               x         .      .               E+t
        reply_stands               W          W      ~               W         .      .               .
        reply_stands:another       W          W      ~               W         .      .               x
        reply_stands:detached      E+t        E+t    ~               E+t       .      .               .
        reply_refused              .          .      .               E+t       .      .               x
        reply_in_doubt             .          .      .               E+t       .      .               .
        answered_by_hand           C+t        C+t    C+t             C+t       C+t    C+t             C+t
        confirmation:wanted        .          .      .               x         .      .               .
        confirmation:strange       .          .      .               x         E+t    .               E+t
        confirmation_overdue       .          .      .               x         .      .               .
        press_begun                x          x      x               x         x      x               P
        press:accepted             x          x      x               x         x      x               x
        press:accepted:saying      x          x      x               x         x      x               x
        press:refused              x          x      x               x         x      x               x
        press:unknown              x          x      x               x         x      x               x
        press_put_off              x          x      x               x         x      x               x
        press_evidence             .          .      C+t             x         C+t    C+t             C+t
        press_unproven             .          .      .               x         .      .               x
        press_unproven:may_repeat  .          .      .               x         .      .               x
        bot_spoke                  +t         +t     +t              +t        +t     +t              +t
        order_edited               .          .      .               .         .      .               .
        order_deleted              .          .      .               .         .      .               .
        message_begun              x          x      x               x         x      x               x
        message_sent               x          x      x               x         x      x               x
        message_refused            x          x      x               x         x      x               x
        account_given              x          x      x               x         x      x               x
        retry_said                 +dt        +dt    E+dt            +l        +t     E+t             +l
        retry_said:account         +dt        +dt    E+dt            +l        +t     E+t             +l
        given_said                 +dt        +dt    E+dt            .         +t     E+t             .
        close_said                 C+t        C+t    C+t             C+t       C+t    C+t             C+t
        press_said:send            x          x      x               x         P+p    P+p             x
        press_said:strange         x          x      x               x         x      x               x
        reply_drafted              +t         +t     x               x         x      x               x
        approved                   x          R+r    x               x         P+p    x               x
        declined                   E+t        E+t    x               x         E+t    x               x
        check_said                 +l         +l     +l              +l        +l     +l              +l
        journal_restored           E+t        E+t    E+t             E+t       E+t    E+t             E+t
        journal_restored:answered  E+t        E+t    E+t             E+t       E+t    E+t             E+t
        refund                     V+vt       V+vt   V+vt            V+vt      V+vt   V+vt            V+vt
        revocation_begun           x          x      x               x         x      x               x
        revocation:done            .          .      .               x         .      .               x
        revocation:not_yet         .          .      .               x         .      .               x
        revocation:refused         .          .      .               x         .      .               x
        restocked                  .          .      .               .         .      .               .
        ",
        &asked(),
    );
}

/// Fails to compile when there is a new kind of event, and fails when none stands in the tables.
#[test]
fn every_kind_of_event_is_in_the_tables() {
    let number = |event: &Event| match event {
        Event::ActivationBegun => 0,
        Event::ShopAnswered { answer, .. } => match answer {
            ShopAnswer::Activated(_) => 1,
            ShopAnswer::AlreadyActivated(_) => 2,
            ShopAnswer::Pending { .. } => 3,
            ShopAnswer::Unclear { .. } => 4,
            ShopAnswer::Refused { .. } => 5,
            ShopAnswer::Misconfigured { .. } => 6,
            ShopAnswer::Intercepted { .. } => 7,
            ShopAnswer::Unavailable { .. } => 8,
            ShopAnswer::OutOfStock => 46,
        },
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyBegun)) => 9,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplySent { .. })) => 10,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyRefused { .. })) => 11,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyInDoubt { .. })) => 41,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::AnsweredByHand { .. })) => 12,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ConfirmationSeen { .. })) => 13,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ConfirmationOverdue)) => 14,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressBegun)) => 15,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressAnswered(outcome))) => match outcome {
            PressOutcome::Accepted => 16,
            PressOutcome::AcceptedSaying(_) => 42,
            PressOutcome::Refused(_) => 17,
            PressOutcome::Unknown => 18,
        },
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressPutOff)) => 19,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressEvidence)) => 20,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressUnproven { .. })) => 21,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::KeyboardReplaced)) => 31,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::BotMessage { .. })) => 22,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::OrderEdited { .. })) => 23,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::OrderDeleted)) => 24,
        Event::Delivery(DeliveryEvent::Message(MessageEvent::Begun)) => 38,
        Event::Delivery(DeliveryEvent::Message(MessageEvent::Sent)) => 39,
        Event::Delivery(DeliveryEvent::Message(MessageEvent::Refused { .. })) => 40,
        Event::AccountGiven(_) => 25,
        Event::RetryRequested { .. } => 26,
        Event::GoodsGiven => 27,
        Event::CloseRequested => 28,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::PressRequested(_))) => 29,
        Event::CheckRequested => 30,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::ReplyDrafted { .. })) => 43,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::Approved)) => 44,
        Event::Delivery(DeliveryEvent::Chat(ChatEvent::Declined)) => 45,
        Event::JournalRestored { .. } => 32,
        Event::Refunded(_) => 33,
        Event::Restocked => 47,
        Event::RevocationBegun => 34,
        Event::RevocationAnswered { answer, .. } => match answer {
            RevocationAnswer::Revoked => 35,
            RevocationAnswer::NotYet { .. } => 36,
            RevocationAnswer::NotRevoked { .. } => 37,
        },
    };
    let seen: BTreeSet<i32> = events().iter().map(|(_, event)| number(event)).collect();
    assert_eq!(seen, (0..=47).collect());
}

/// Fails to compile when there is a new state or reason, and fails when none stands in the tables.
#[test]
fn every_state_and_reason_is_in_the_tables() {
    let number = |order: &Order| match &order.state {
        State::Activating => 0,
        State::Delivering(DeliveryStage::Replying) => 1,
        State::Delivering(DeliveryStage::AwaitingConfirmation { .. }) => 2,
        State::Delivering(DeliveryStage::Confirming { press: Press::Owed }) => 3,
        State::Delivering(DeliveryStage::Confirming { press: Press::Begun }) => 4,
        State::Delivering(DeliveryStage::Confirming { press: Press::Unproven { .. } }) => 5,
        State::Delivering(DeliveryStage::Sending) => 28,
        State::Completed { .. } => 6,
        State::Closed { .. } => 7,
        State::Revoking { .. } => 26,
        State::Refunded { .. } => 27,
        State::Escalated { reason } => match reason {
            Reason::Form(_) => 8,
            Reason::PriceMismatch => 9,
            Reason::ShopRefused { .. } => 10,
            Reason::ShopUnavailable { .. } => 11,
            Reason::ShopUnclear { .. } => 12,
            Reason::ActivatedForOtherAccount => 13,
            Reason::OrderEdited { .. } => 14,
            Reason::OrderDeleted => 15,
            Reason::ReplyRefused { .. } => 16,
            Reason::ReplyDetached => 17,
            Reason::ReplyInDoubt => 29,
            Reason::NoConfirmation => 18,
            Reason::UnknownButton => 19,
            Reason::PressRefused { .. } => 20,
            Reason::PressUnknown => 21,
            Reason::FoundAfterRestore => 22,
            Reason::KeyboardReplaced => 23,
            Reason::AccountMismatch => 24,
            Reason::NotRevoked { .. } => 25,
            Reason::ApproveReply => 30,
            Reason::ApprovePress => 31,
            Reason::NotApproved => 32,
            Reason::OutOfStock => 33,
        },
    };
    let orders = ordinary().into_iter().chain(escalated()).chain(by_message()).chain(asked());
    let seen: BTreeSet<i32> = orders.map(|(_, order)| number(&order)).collect();
    assert_eq!(seen, (0..=33).collect());
}
