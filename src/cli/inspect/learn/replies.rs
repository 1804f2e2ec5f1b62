//! What the owner answers, as a template.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::sale::Sale;
use crate::config::ReplyTemplate;
use crate::order::{AccountId, Untrusted};

/// A shorter number or name stands in many words by chance.
const REPLACED_CHARACTERS_MIN: usize = 3;

/// What stands in fewer answers may belong to one customer: a payment's number, a name.
const WRITTEN_MIN: usize = 2;

/// The answers, by what stays of them without the order's own values.
pub(super) struct Replies {
    written: usize,
    /// The most frequent one that can be a template, and how often it was written.
    template: Option<(String, usize)>,
    different: usize,
}

impl Replies {
    pub(super) fn of(sales: &[Sale<'_>]) -> Self {
        let templates = sales.iter().filter_map(template);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for template in templates {
            *counts.entry(template).or_default() += 1;
        }
        let different = counts.len();
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        // The most frequent first; of those, the first by the alphabet.
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Self {
            written: sales.iter().filter(|sale| sale.reply.is_some()).count(),
            template: counts
                .into_iter()
                .find(|(template, _)| ReplyTemplate::new(template).is_ok()),
            different,
        }
    }

    pub(super) fn write(&self, lines: &mut Lines) {
        let (replies, different) = (self.written, self.different);
        let Some((template, count)) = &self.template else {
            lines.gap();
            lines.comment(
                format!("Replies to orders: {replies}; none that could be a template."),
                format!("Ответов на заказы: {replies}; шаблоном ни один быть не может."),
            );
            return;
        };
        if *count < WRITTEN_MIN {
            lines.gap();
            lines.comment(
                format!("Replies to orders: {replies}, none written twice. One of them, in which something of its customer's may stand:\n{template}"),
                format!("Ответов на заказы: {replies}, ни один не повторился. Один из них, в нём может быть что-то от этого покупателя:\n{template}"),
            );
            return;
        }
        lines.section("[reply]");
        lines.comment(
            format!("Replies to orders: {replies}, {different} different. The most frequent one, written {count} times:"),
            format!("Ответов на заказы: {replies}, разных {different}. Самый частый (раз: {count}):"),
        );
        lines.text("template", template);
    }
}

/// The reply with the order's values as variables; `None` when there is none, or when it could be
/// taken for more than words.
fn template(sale: &Sale<'_>) -> Option<String> {
    let reply = sale.reply?.text.as_str().trim();
    if reply.is_empty() || ["{{", "{%", "{#"].iter().any(|sign| reply.contains(sign)) {
        return None;
    }
    let product = sale.form.product.as_ref().map(Untrusted::as_str);
    let account = sale.form.account.as_ref().map(AccountId::as_str);
    let mut template = reply.to_owned();
    // The account first: it is less likely to be a part of the other.
    for (value, variable) in [(account, "{{ account_id }}"), (product, "{{ product }}")] {
        if let Some(value) = value
            && value.chars().count() >= REPLACED_CHARACTERS_MIN
        {
            template = template.replace(value, variable);
        }
    }
    Some(template)
}
