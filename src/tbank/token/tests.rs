use proptest::prelude::*;

use super::*;
use crate::tbank::TerminalKey;

/// Published calls and notifications: the password, what is signed, and the token.
const VECTORS: [(&str, &str, &str); 16] = [
    (
        "usaf8fw8fsw21g",
        r#"{"TerminalKey":"MerchantTerminalKey","Amount":19200,"OrderId":"21090","Description":"Подарочная карта на 1000 рублей"}"#,
        "0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9",
    ),
    (
        "Dfsfh56dgKl",
        r#"{"TerminalKey":"1321054611234DEMO","OrderId":"201709","Success":true,"Status":"AUTHORIZED","PaymentId":8742591,"ErrorCode":"0","Amount":9855,"RebillId":101709,"CardId":322264,"Pan":"430000******0777","ExpDate":"1122","Token":"x"}"#,
        "b906d28e76c6428e37b25fcf86c0adc52c63d503013fdd632e300593d165766b",
    ),
    (
        "asd21dsas2",
        r#"{"TerminalKey":"15180119216597","PaymentId":5353155,"Amount":851500}"#,
        "a2804ae88b7a71d6bf831ea497f8df0768864002459eaeef7a0c50835d72810a",
    ),
    (
        "asd21dsas2",
        r#"{"TerminalKey":"15180119216597","PaymentId":5353155,"Amount":851500,"Receipt":{"Email":"a@example.test","Items":[{"Amount":851500}]}}"#,
        "a2804ae88b7a71d6bf831ea497f8df0768864002459eaeef7a0c50835d72810a",
    ),
    (
        "xxxxxxxxxxxxxxxx",
        r#"{"TerminalKey":"1726675329428DEMO","OrderId":"9863471b-8d42-4617-9073-11339159aba9","Success":true,"Status":"AUTHORIZED","PaymentId":5974256058,"ErrorCode":"0","Amount":19900,"CardId":475738102,"Pan":"430000******0777","ExpDate":"1230","RebillId":1741204285536}"#,
        "16cfc8cd6e8f8fc1d404e3f9984c8058ecdf6eab622a9cc73c2e3824e47124ac",
    ),
    (
        "Password",
        r#"{"TerminalKey":"TerminalKey","Amount":15000,"OrderId":"sp123","Description":"Multisplit payment"}"#,
        "d4026f3432c8771934ca77afc4f028f7fec42350e777b66cd0e7398e6d6c7167",
    ),
    (
        "Password",
        r#"{"TerminalKey":"TerminalKey","Amount":15000,"OrderId":"sp123","PayType":"T","Language":"en","Recurrent":"Y"}"#,
        "3e204ffb958888570b8514144106c87713b789053d6d17ad89824c78392c1e3f",
    ),
    (
        "Dfsfh56dgKl",
        r#"{"TerminalKey":"TestB","PaymentId":"20150"}"#,
        "03acc0a77d6e870f402a1038c1ca5d8b4a985fe76f08016a869f10f2382bd7a9",
    ),
    (
        "Dfsfh56dgKl",
        r#"{"TerminalKey":"TestB","PaymentId":"20150","Amount":1000}"#,
        "599e64ab2b7ff5067cd8f18e4b746ae716315765b733a9bd917acdf7b92d06b4",
    ),
    (
        "Dfsfh56dgKl",
        r#"{"TerminalKey":"TestB","PaymentId":"20150","AccountToken":"acct-1","SendEmail":true,"InfoEmail":"customer@example.test"}"#,
        "dd6f4cfd626942fb1e15ca756bb5bbb8a7c900ee921377e1bf31aace3f2148b9",
    ),
    (
        "Dfsfh56dgKl",
        r#"{"TerminalKey":"TestB","OrderId":"21057"}"#,
        "48ccd85f66f0eeba1256458d3671e43efca5a93e4440772fb849ede2713d0c84",
    ),
    (
        "test-password-1",
        r#"{"TerminalKey":"1700000000000DEMO","Amount":19200,"OrderId":"A-1","Description":"1 алмаз"}"#,
        "b1834cd9509b9ef869e80c344403ee05377d1562977a95000de2b4735fc12076",
    ),
    (
        "test-password-1",
        r#"{"TerminalKey":"1700000000000DEMO","Amount":19200,"OrderId":"A-1","Description":"1 алмаз","DATA":{"Phone":"+79000000000"},"Receipt":{"Taxation":"osn"}}"#,
        "b1834cd9509b9ef869e80c344403ee05377d1562977a95000de2b4735fc12076",
    ),
    (
        "test-password-1",
        r#"{"TerminalKey":"1700000000000DEMO","OrderId":"A-1","Success":true,"Status":"CONFIRMED","PaymentId":13660,"ErrorCode":"0","Amount":19200,"CardId":10452089,"Pan":"430000******0777","ExpDate":"1122","Data":{"Source":"cards"}}"#,
        "5526306a4b643cb1f62cec7a51b94e6f4643bd96f90e4673a1202f48c462f2c7",
    ),
    (
        "test-password-1",
        r#"{"TerminalKey":"1700000000000DEMO","OrderId":"A-1","Success":true,"Status":"CONFIRMED","PaymentId":13660,"ErrorCode":"0","Amount":19200,"CardId":10452089,"Pan":"430000******0777","ExpDate":"1122","SpAccumulationId":"36"}"#,
        "c479522b98acf7c8c7383d044cfb4d74b09645fdac2ce54133f3101b4127cd74",
    ),
    (
        "test-password-1",
        r#"{"TerminalKey":"1700000000000DEMO","PaymentId":"13660","RebillId":"145919"}"#,
        "8a940dc72c7b2b8f01b51595c2334d739e13be7870aa23f2ed7d9f28daba78b8",
    ),
];

fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

#[test]
fn tokens_are_those_of_the_bank() {
    for (word, message, token) in VECTORS {
        let made = of_message(message.as_bytes(), &password(word));
        assert_eq!(made.as_deref(), Some(token), "{message}");
    }
}

/// What is sent is what was signed.
#[test]
fn a_call_is_signed_as_it_is_written() {
    for (word, message, token) in VECTORS {
        let mut call: Map<String, Value> = serde_json::from_str(message).unwrap();
        let key = call["TerminalKey"].as_str().unwrap();
        let terminal = Terminal { key: TerminalKey::new(key).unwrap(), password: password(word) };
        call.remove("TerminalKey");
        sign(&mut call, &terminal);
        assert_eq!(call["Token"], token);
        let sent = serde_json::to_vec(&call).unwrap();
        let fields = Fields::parse(&sent).unwrap();
        assert!(is_signed(&fields, &terminal.password));
        assert!(!is_signed(&fields, &password("test-password-2")));
    }
}

#[test]
fn a_password_in_a_message_counts_for_nothing() {
    let message = r#"{"TerminalKey":"TestB","PaymentId":"20150","Password":"Dfsfh56dgKl"}"#;
    let token = of_message(message.as_bytes(), &password("Dfsfh56dgKl")).unwrap();
    assert_eq!(token, "03acc0a77d6e870f402a1038c1ca5d8b4a985fe76f08016a869f10f2382bd7a9");
    assert_ne!(of_message(message.as_bytes(), &password("Dfsfh56dgKm")).unwrap(), token);
}

proptest! {
    /// Nothing at the root can be changed, added or left out under a token.
    #[test]
    fn every_scalar_of_the_root_is_signed(name in "[A-Za-z]{1,12}", value in any::<u32>()) {
        prop_assume!(!["Token", "Password", "TerminalKey", "PaymentId"].contains(&name.as_str()));
        let message = |more: &str| format!(r#"{{"TerminalKey":"TestB","PaymentId":"20150"{more}}}"#);
        let token = |message: String| of_message(message.as_bytes(), &password("Dfsfh56dgKl"));
        let without = token(message(""));
        prop_assert_ne!(&token(message(&format!(r#","{name}":{value}"#))), &without);
        prop_assert_eq!(&token(message(&format!(r#","{name}":[{value}]"#))), &without);
        prop_assert_eq!(&token(message(&format!(r#","{name}":null"#))), &without);
    }
}
