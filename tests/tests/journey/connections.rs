//! Strangers who connect and say nothing.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use q7x2_proto::connect;
use q7x2_proto::v1::GetStoreStatusRequest;
use q7x2_tests::{Process, answers, binary, free_ports, wait_for};

/// How many say nothing: more than a process may usually have open.
const SILENT: usize = 1100;

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn well(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect_timeout(&at(port), Duration::from_secs(5))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_keep_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let [grpc, http] = free_ports();
    let program = binary("q7x2-query");
    // As many files as a process has where nobody thought of it.
    let mut command = Command::new("sh");
    command.arg("-c").arg("ulimit -n 1024 && exec \"$0\" \"$@\"").arg(program);
    command.env_clear().current_dir(folder.path());
    command.args(["--listen", &at(grpc).to_string(), "--http", &at(http).to_string()]);
    let _service = Process::start(&mut command, folder.path().join("log"));
    wait_for("the service", async || answers(grpc) && answers(http)).await;

    let endpoint = connect::endpoint(&at(grpc).to_string()).expect("an address");
    let mut before = connect::query(endpoint.connect_lazy());
    before.get_store_status(GetStoreStatusRequest {}).await.expect("answered");

    let silent = |port| {
        let connect = |_| TcpStream::connect_timeout(&at(port), Duration::from_secs(5)).ok();
        (0..SILENT).filter_map(connect).collect::<Vec<_>>()
    };
    let (on_grpc, on_http) = (silent(grpc), silent(http));
    assert!(on_grpc.len() + on_http.len() > 1024, "too few to matter");
    assert!(well(http), "health is told");
    let mut client = connect::query(endpoint.connect_lazy());
    client.get_store_status(GetStoreStatusRequest {}).await.expect("a new client is answered");
    before.get_store_status(GetStoreStatusRequest {}).await.expect("one that was there as well");
    drop((on_grpc, on_http));
}
