//! Tests of the program.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fmg_sim::raise_file_limit;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::raw;

/// A running program, which is stopped when this is dropped.
struct Program {
    child: Child,
    announced: Value,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fmg-sim"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).arg("--json").spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let announced = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        Self { child, announced }
    }

    fn address(&self, product: &str) -> SocketAddr {
        let url = self.announced[product]["url"].as_str().unwrap();
        url.strip_prefix("https://").unwrap().parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The error output of a program that does not start.
fn complaint(arguments: &[&str]) -> String {
    let output = command(arguments).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

/// Runs a line in a shell, which has to succeed. Without curl, nothing is run.
fn try_line(line: &str) {
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}"));
    let went_well = answer["result"][0]["status"]["code"] == 0 || answer["status"] == "success";
    assert!(went_well, "{line}: {answer}");
}

#[test]
fn the_program_prints_urls_and_commands_to_try() {
    let mut child = command(&["--seed", "7", "--products", "fmg,fortios"]).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut text = String::new();
    for line in lines {
        let line = line.unwrap();
        let last = line.starts_with("Seed 7.");
        text = text + &line + "\n";
        if last {
            break;
        }
    }
    for piece in [
        "FortiManager at https://127.0.0.1:",
        "FortiGate at https://127.0.0.1:",
        "password",
        "token",
        "curl -k",
    ] {
        assert!(text.contains(piece), "{piece} is missing: {text}");
    }
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("try ")) {
        try_line(line);
    }
    // The signal of Ctrl-C.
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    let status = child.wait().unwrap();
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert!(status.success() && complaint.is_empty(), "{status}: {complaint}");
}

#[test]
fn the_program_writes_its_certificate_and_plays_only_the_given_products() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    let program = Program::start(&["--products", "fortios", "--certificate", path.to_str().unwrap()]);
    assert_eq!(program.announced["fmg"], Value::Null);
    let pem = std::fs::read_to_string(path).unwrap();
    assert_eq!(program.announced["certificate"], pem);
    assert_eq!(program.announced["fortios"]["local_url"], Value::Null);
    assert!(program.announced["fortios"]["accounts"].is_array());
}

#[test]
fn the_program_accepts_local_json_rpc_with_the_flag() {
    let program = Program::start(&["--products", "fmg", "--local-jsonrpc"]);
    let url = program.announced["fmg"]["local_url"].as_str().unwrap();
    let status = r#"{"id":1,"method":"get","params":[{"url":"/sys/status"}]}"#;
    try_line(&format!("curl -s {url}/jsonrpc -d '{status}'"));
}

#[test]
fn the_program_explains_why_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    std::fs::write(&path, "{\"fmg\": \n nonsense}").unwrap();
    let state = path.to_str().unwrap();
    for (arguments, words) in [
        (&["--listen", "fmg=0.0.0.0:0"][..], "beyond loopback"),
        (&["--state", state], "state.json:2:3: "),
        (&["--state", "/nonexistent/state.json"], "/nonexistent/state.json"),
        (&["--task-speed", "0"], "number above 0"),
        (&["--fault", "do=explode"], "`explode` is not a fault"),
        (&["--products", ""], "not a product"),
        (&["--local-jsonrpc=0.0.0.0:0"], "loopback only"),
    ] {
        let complaint = complaint(arguments);
        assert!(complaint.contains(words), "{arguments:?}: {complaint}");
        assert!(!complaint.contains("panicked"), "{complaint}");
    }
}

#[cfg(feature = "specs")]
#[test]
fn the_program_plays_a_described_fortigate() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls/descriptions");
    let program = Program::start(&["--products", "fortios", "--schema", path]);
    let url = program.announced["fortios"]["url"].as_str().unwrap();
    let mut accounts = program.announced["fortios"]["accounts"].as_array().unwrap().iter();
    let token = accounts.find_map(|account| account["token"].as_str()).unwrap();
    for url in [
        format!("{url}/api/v2/cmdb/acme/beacon?action=schema"),
        format!("{url}/api/v2/monitor/acme/beacon"),
    ] {
        try_line(&format!("curl -sk '{url}' -H 'Authorization: Bearer {token}'"));
    }
    for (path, words) in [
        ("/nonexistent/schema", "/nonexistent/schema"),
        ("Cargo.toml", "is not JSON"),
    ] {
        let complaint = complaint(&["--schema", path]);
        assert!(complaint.contains(words) && complaint.contains("help: "), "{complaint}");
        assert!(!complaint.contains("panicked"), "{complaint}");
    }
}

/// An error in a state file has its file, line, column and member.
#[test]
fn the_program_locates_errors_in_a_state_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let table = "/pm/config/adom/demo/obj/firewall/address";
    let address = format!("{{\"fmg\": {{\"tables\": {{\n\"{table}\": [{{\"name\": \"a\"}},\n {{\"color\": 1}}]}}}}}}");
    for (text, place, member) in [
        ("{\"fmg\": \n nonsense}", ":2:3: ", "expected"),
        ("{\"fmg\": {},\n \"faz\": {}}", ":2:9: ", "`faz`"),
        ("{\"fmg\": {},\n \"fmg\": {}}", ":2:", "`fmg`"),
        ("[]", ":1:1: ", "object"),
        ("{\n  \"fmg\": {\n    \"user\": []}}", ":3:13: ", "`fmg.user`"),
        ("{\"fmg\": {\"login_max\":\n \"x\"}}", ":2:2: ", "`fmg.login_max`"),
        (
            "{\"fmg\": {\"workspace_mode\":\n \"x\"}}",
            ":2:2: ",
            "`fmg.workspace_mode`",
        ),
        (
            "{\"fmg\": {\"users\": [\n {\"name\": 5}]}}",
            ":2:11: ",
            "`fmg.users[0].name`",
        ),
        (
            "{\"fmg\": {\"users\": [\n {\"name\": \"a\"}]}}",
            ":2:2: ",
            "`fmg.users[0]`",
        ),
        (address.as_str(), ":3:2: ", "firewall/address"),
        ("{\"fmg\": {\"adoms\": [\n]}}", ":1:9: ", "`fmg.devices[0]`"),
        ("{\"fortios\": {\n\"admin\": []}}", ":2:10: ", "`fortios.admin`"),
        ("{\"fortios\": {\n\"vdoms\": [1]}}", ":2:11: ", "`fortios.vdoms[0]`"),
        (
            "{\"fortios\": {\"vdom\": {\"root\": {\"firewall/address\": [\n {\"name\": \"a\", \"subnet\": \"x\"}]}}}}",
            ":2:2: ",
            "firewall/address",
        ),
        (
            "{\"fortios\": {\"vdom\": {\"root\": {\"firewall/address\": [\n {\"name\": \"a\", \"submet\": \"x\"}]}}}}",
            ":2:26: ",
            "submet`",
        ),
    ] {
        std::fs::write(&path, text).unwrap();
        let complaint = complaint(&["--state", path.to_str().unwrap()]);
        let place = format!("{}{place}", path.display());
        assert!(
            complaint.contains(&place) && complaint.contains(member),
            "{text}: {complaint}"
        );
        assert!(!complaint.contains("panicked"), "{complaint}");
    }
}

#[tokio::test]
async fn the_program_answers_with_ten_thousand_idle_connections() {
    // With the sim in this process, it would need twice as many files as the system may allow.
    let files = usize::try_from(raise_file_limit().unwrap()).unwrap_or(usize::MAX);
    let count = 10_000.min(files.saturating_sub(500));
    let program = Program::start(&["--products", "fmg"]);
    let address = program.address("fmg");
    let connector = raw::connector(program.announced["certificate"].as_str().unwrap());

    let mut idle = Vec::new();
    let mut shaken = Vec::new();
    while idle.len() + shaken.len() < count {
        // Nine of ten connections do not start their handshake.
        if idle.len() % 9 == 8 {
            shaken.push(raw::connect(&connector, address).await.unwrap());
        }
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    let late = tokio::time::timeout(Duration::from_secs(10), raw::connect(&connector, address)).await;
    let mut late = raw::Raw::over(late.unwrap().unwrap());
    assert_eq!(late.ask(raw::CALL).await.unwrap().status, 200);
}
