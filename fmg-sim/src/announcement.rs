//! The text that the program prints when it has started.

use std::fmt::Write;

use fmg_sim::{Account, Product, Sim};
use fmg_template::JSON_RPC_PATH;
use serde_json::{Map, Value, json};

/// A block of text for each product, with commands to try.
pub(crate) fn text(sim: &Sim) -> String {
    let mut text = String::new();
    for product in Product::ALL {
        let Some(url) = url(sim, product) else { continue };
        let accounts = sim.accounts(product);
        // Writing to a string doesn't fail.
        let _ = writeln!(text, "{product} at {url}");
        for account in &accounts {
            let _ = match account {
                Account::User { name, password, note } => {
                    writeln!(text, "  user   {name}, password {password}  ({note})")
                }
                Account::Token { name, token, note } => writeln!(text, "  token  {token}  of {name} ({note})"),
            };
        }
        let local = sim.fmg_local_url().filter(|_| product == Product::FortiManager);
        if let Some(local) = local {
            let _ = writeln!(
                text,
                "  local  {local}{JSON_RPC_PATH}  (JSON-RPC without a session, as user admin)"
            );
        }
        for line in lines_to_try(product, url, &accounts) {
            let _ = writeln!(text, "  try    {line}");
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "Seed {}. Ctrl-C ends the program and discards all state.",
        sim.seed()
    );
    text
}

/// The same as one line of JSON, for scripts.
pub(crate) fn json(sim: &Sim) -> String {
    let mut products = Map::new();
    for product in Product::ALL {
        let Some(url) = url(sim, product) else { continue };
        let accounts: Vec<Value> = sim.accounts(product).iter().map(account).collect();
        let mut own = json!({"url": url, "accounts": accounts});
        if let Some(local) = sim.fmg_local_url().filter(|_| product == Product::FortiManager) {
            own["local_url"] = local.into();
        }
        products.insert(product.word().to_owned(), own);
    }
    products.insert("certificate".to_owned(), sim.certificate_pem().into());
    products.insert("seed".to_owned(), sim.seed().into());
    format!("{}\n", Value::Object(products))
}

fn url(sim: &Sim, product: Product) -> Option<&str> {
    sim.address(product).map(|_| match product {
        Product::FortiManager => sim.fmg_url(),
        Product::FortiGate => sim.fortios_url(),
    })
}

fn account(account: &Account) -> Value {
    match account {
        Account::User { name, password, note } => json!({"user": name, "password": password, "note": note}),
        Account::Token { name, token, note } => json!({"name": name, "token": token, "note": note}),
    }
}

/// `curl` commands that the first account may run.
fn lines_to_try(product: Product, url: &str, accounts: &[Account]) -> Vec<String> {
    let user = accounts.iter().find_map(|account| match account {
        Account::User { name, password, .. } => Some((name, password)),
        Account::Token { .. } => None,
    });
    let token = accounts.iter().find_map(|account| match account {
        Account::Token { token, .. } => Some(token),
        Account::User { .. } => None,
    });
    match (product, user, token) {
        (Product::FortiManager, Some((name, password)), _) => {
            let login = json!({
                "id": 1,
                "method": "exec",
                "params": [{"url": "/sys/login/user", "data": {"user": name, "passwd": password}}],
            });
            let gui = json!({
                "url": "/gui/userauth",
                "method": "login",
                "params": {"username": name, "secretkey": password, "logintype": 0},
            });
            let json = "-H 'Content-Type: application/json'";
            let basic = quoted(&format!("{name}:{password}"));
            vec![
                format!("curl -k {url}{JSON_RPC_PATH} -d {}", quoted(&login.to_string())),
                format!("curl -k -u {basic} {url}{JSON_RPC_PATH}/sys/status"),
                format!(
                    "curl -k {json} {url}/cgi-bin/module/flatui_auth -d {}",
                    quoted(&gui.to_string())
                ),
            ]
        }
        (Product::FortiManager, None, Some(token)) => {
            let status = r#"{"id":1,"method":"get","params":[{"url":"/sys/status"}]}"#;
            let header = quoted(&format!("Authorization: Bearer {token}"));
            vec![format!(
                "curl -k -H {header} {url}{JSON_RPC_PATH} -d {}",
                quoted(status)
            )]
        }
        (Product::FortiGate, _, Some(token)) => {
            let header = quoted(&format!("Authorization: Bearer {token}"));
            vec![format!("curl -k -H {header} {url}/api/v2/cmdb/firewall/address")]
        }
        (Product::FortiGate, Some((name, password)), None) => {
            let login = json!({"username": name, "secretkey": password});
            vec![format!(
                "curl -k {url}/api/v2/authentication -d {}",
                quoted(&login.to_string())
            )]
        }
        (_, None, None) => Vec::new(),
    }
}

/// Quotes the text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use fmg_sim::{Account, Product};

    use super::{lines_to_try, quoted};

    #[test]
    fn commands_are_quoted_for_a_shell() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
        let user = Account::User {
            name: "o'hara".to_owned(),
            password: "\"".to_owned(),
            note: String::new(),
        };
        let lines = lines_to_try(Product::FortiManager, "https://x", std::slice::from_ref(&user));
        let line = &lines[0];
        assert!(lines[1].contains(r#"-u 'o'\''hara:"'"#), "{}", lines[1]);
        assert!(line.contains(r#""passwd":"\"","user":"o'\''hara""#), "{line}");
        assert!(lines_to_try(Product::FortiGate, "https://x", &[]).is_empty());
    }
}
