//! How keys get into a file.

use super::super::sample;
use super::*;
use crate::order::catalogue::{Entry, Item};

/// As somebody might have written it by hand.
const BY_HAND: &str = "# my shop\nlanguage   = 'ru'\n\n[telegram] # ours\napi_id = 7 # seven\napi_hash='c0ffee0123456789abcdef0123456789'\n\
    # the way out\nproxy = \"socks5://a:1\"  # rented\n# end\n\n[[product]]\nname = \"1 алмаз\" # one\nsku = \"diamond-1\"\nprice = \"5.00 EUR\"\n";

fn product(name: &str, sku: &str) -> Entry {
    let item = Item { sku: sku.to_owned(), quantity: 2 };
    Entry { name: name.to_owned(), item, price: None, tribute_id: None }
}

fn edited(file: &str, edit: impl FnOnce(&mut Draft) -> Result<(), Failure>) -> String {
    let mut draft = Draft::new(Path::new(LOCAL_FILE), |_| None, Some(file.to_owned()));
    edit(&mut draft).unwrap();
    draft.contents()
}

#[test]
fn a_key_is_set_in_its_place_and_the_comments_stay() {
    let text = edited(BY_HAND, |text| {
        text.set("telegram", "api_id", 8)?;
        text.set("telegram", "proxy", "socks5://b:2")
    });
    let expected = BY_HAND.replace("= 7 #", "= 8 #").replace("socks5://a:1", "socks5://b:2");
    assert_eq!(text, expected);
}

#[test]
fn a_key_is_taken_away_and_the_comments_stay() {
    let text = edited(BY_HAND, |text| text.remove("telegram", "proxy"));
    let (before, after) = BY_HAND.split_once("proxy = \"socks5://a:1\"  # rented").unwrap();
    let example = sample::example("telegram", "proxy").unwrap();
    assert_eq!(text, format!("{before}{example}{after}"));
    // And back.
    let text = edited(&text, |text| text.set("telegram", "proxy", "socks5://b:2"));
    assert_eq!(text, format!("{before}proxy = \"socks5://b:2\"{after}"));
}

#[test]
fn a_secret_comes_in_the_place_of_its_file() {
    let file = "[shop]\nurl = \"https://shop.example/\"\n# where it is\nsecret_file = \"secret\"\n";
    let text = edited(file, |text| text.set("shop", "secret", "whsec_x"));
    assert_eq!(
        text,
        "[shop]\nurl = \"https://shop.example/\"\nsecret = \"whsec_x\"\n# where it is\n"
    );
}

#[test]
fn a_section_comes_from_the_sample() {
    let answer = |text: &mut Draft| {
        text.set("shop", "url", "https://mine.example/")?;
        text.set("shop", "secret", "whsec_x")
    };
    let section =
        sample::section("shop").replace("https://shop.example/tribute", "https://mine.example/");
    let (before, rest) = section.split_once("\nsecret = ").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let section = format!("{before}\nsecret = \"whsec_x\"\n{after}");
    // In its place, where it is commented out there; else at the end.
    let blank = sample::blank();
    let text = edited(&blank, answer);
    assert_eq!(text, blank.replace(&sample::commented_out(&sample::section("shop")), &section));
    assert_eq!(edited(BY_HAND, answer), format!("{BY_HAND}\n{section}\n"));
}

#[test]
fn a_product_is_changed_by_its_name_or_added() {
    let answer = |text: &mut Draft| {
        text.set_product(&product("1 алмаз", "d1"))?;
        text.set_product(&product("10 алмазов", "never"))?;
        text.set_product(&product("10 алмазов", "d10"))
    };
    let text = edited(BY_HAND, answer);
    assert!(text.contains("name = \"1 алмаз\" # one\nsku = \"d1\"\nquantity = 2\n"), "{text}");
    assert!(
        text.ends_with("\n\n[[product]]\nname = \"10 алмазов\"\nsku = \"d10\"\nquantity = 2\n"),
        "{text}"
    );
    assert!(!text.contains("price") && !text.contains("never"));

    let inline = "product = [{ name = \"1 алмаз\", sku = \"x\", price = \"5 EUR\" }] # all\n";
    let text = edited(inline, answer);
    let expected = "product = [{ name = \"1 алмаз\", sku = \"d1\", quantity = 2 }, { name = \"10 алмазов\", sku = \"d10\", quantity = 2 }] # all\n";
    assert_eq!(text, expected);

    let text = edited(&sample::blank(), answer);
    assert_eq!(text.matches("\n[[product]]\n").count(), 2, "{text}");
    assert!(!text.contains("diamond-1"), "{text}");
}

#[test]
fn inline_and_dotted_sections_are_edited_as_they_are() {
    for (file, expected) in [
        ("telegram = { api_id = 1, proxy = \"socks5://a:1\" }\n", "telegram = { api_id = 2}\n"),
        ("telegram.api_id = 1\ntelegram.proxy = \"socks5://a:1\"\n", "telegram.api_id = 2\n"),
    ] {
        let text = edited(file, |text| {
            text.set("telegram", "api_id", 2)?;
            text.remove("telegram", "proxy")
        });
        let example = format!("{}\n", sample::example("telegram", "proxy").unwrap());
        assert_eq!(text.replace(&example, ""), expected);
    }
}

#[test]
fn lines_end_as_they_did() {
    let file = BY_HAND.replace('\n', "\r\n");
    let text = edited(&file, |text| text.set("telegram", "api_id", 8));
    assert_eq!(text, file.replace("= 7 #", "= 8 #"));
}
