//! What the end-to-end tests share: the real binaries, built once, run on free ports of the
//! loopback interface in a throw-away folder, and articles whose statements are known.
//!
//! Nothing here waits for a fixed time: every wait is for a condition, with a deadline after
//! which the test fails and shows what the processes logged.

mod binaries;
mod cluster;
mod keyed;
mod newsroom;
mod process;
mod proxy;
mod worker;

pub use binaries::binary;
pub use cluster::{Cluster, ClusterOptions, answers, free_ports, within};
pub use keyed::{Keyed, said};
pub use newsroom::{article_text, assert_said_once, expected_content, write_articles};
pub use process::{Process, wait_for};
pub use proxy::{Proxy, Way};
pub use worker::Ways;
