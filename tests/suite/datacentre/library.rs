//! What grammers-client does not do, so that the program makes these calls itself (DEPENDENCIES.md). A
//! newer version of the library that fails one of these tests has taken that reason away.

use grammers_client::SignInError;
use telegram_sandbox::world::Registration;

use crate::stage::{Device, Stage, soon};

const PHONE: &str = "9996621111";
const CODE: &str = "73205";
const API_HASH: &str = "0123456789abcdef0123456789abcdef";

/// A client on which nobody is logged in, where the seller may log in.
fn nobody(stage: &Stage, email_pattern: Option<&str>) -> Device {
    let registration = Registration {
        phone: PHONE.to_owned(),
        code: CODE.to_owned(),
        email_pattern: email_pattern.map(str::to_owned),
        ..Registration::default()
    };
    stage.world.register(stage.seller, registration);
    Device::new(stage, stage.seller, &stage.world.unbound_key())
}

#[tokio::test]
async fn it_takes_an_expired_code_for_a_wrong_one() {
    let stage = Stage::new().await;
    let device = nobody(&stage, None);
    let client = &device.client;
    let token = soon(client.request_login_code(PHONE, API_HASH)).await.unwrap();
    let wrong = soon(client.sign_in(&token, "11111")).await;
    assert!(matches!(wrong, Err(SignInError::InvalidCode)), "{wrong:?}");
    stage.world.expire_codes();
    let expired = soon(client.sign_in(&token, CODE)).await;
    assert!(matches!(expired, Err(SignInError::InvalidCode)), "{expired:?}");
}

#[tokio::test]
async fn it_takes_no_code_from_an_email() {
    let stage = Stage::new().await;
    let device = nobody(&stage, Some("s***r@example.org"));
    let client = &device.client;
    let token = soon(client.request_login_code(PHONE, API_HASH)).await.unwrap();
    let right = soon(client.sign_in(&token, CODE)).await;
    assert!(right.is_err(), "the code is the right one");
}
