//! The REST API: user and password in each request, the password of a backup in the query, and files.

use fmg_bindings::fmg;
use fmg_bindings::fmg::gui::File;

use crate::echo::Echo;
use crate::forms::{SECRET, USER};
use crate::json_rpc::builder;

#[tokio::test]
async fn the_password_of_basic_authentication() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).credentials(USER, SECRET).over_rest().build().unwrap();
    echo.ask(async || fmg.sys().status().await.unwrap_err()).await;
}

#[tokio::test]
async fn the_password_of_a_file_that_is_sent() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).credentials(USER, "x").build().unwrap();
    // Any data is a success.
    echo.ask_some(async || {
        let restore = fmg.rest().restore(File::from_bytes("a", "b"));
        restore.with(|restore| restore.passwd(SECRET)).await.err()
    })
    .await;
}

#[tokio::test]
async fn a_typed_request_whose_data_is_the_query() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).credentials(USER, "x").over_rest().build().unwrap();
    let backup = async || {
        let call = fmg.sys().backup("a", "b", fmg::sys::TransferService::Ftp);
        call.with(|call| call.passwd(SECRET)).await.err()
    };
    echo.ask_some(backup).await;
}

#[tokio::test]
async fn the_password_of_a_file_that_comes() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).credentials(USER, "x").build().unwrap();
    // JSON that is not a refusal is a file, so only some of the answers are errors.
    echo.ask_some(async || {
        let call = fmg.rest().backup().with(|backup| backup.passwd(SECRET));
        call.bytes().await.err()
    })
    .await;
}
