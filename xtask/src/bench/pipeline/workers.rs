//! Worker processes: this program again, which works for the services at two addresses until its input ends.

use std::io::Read;
use std::num::NonZeroUsize;
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use clap::Args;
use q7x2_extraction::{Engine, Worker, WorkerOptions};
use q7x2_recipe::Recipe;
use tokio_util::sync::CancellationToken;

use super::site::line;

#[derive(Debug, Args)]
pub(crate) struct WorkerArguments {
    /// Address of the ingest service
    ingest: String,
    /// Address of the query service
    query: String,
    /// Name of the worker
    name: String,
}

/// Works with one thread until the input ends.
pub(crate) fn work(arguments: &WorkerArguments) -> anyhow::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let engine = Engine::with(Recipe::default().extractor()?, NonZeroUsize::MIN);
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    std::thread::spawn(move || {
        let _: Result<usize, _> = std::io::stdin().read_to_end(&mut vec![]);
        stopping.cancel();
    });
    let options = WorkerOptions::named(arguments.name.as_str());
    runtime.block_on(async {
        let (ingest, query) = (line(&arguments.ingest)?, line(&arguments.query)?);
        Worker::new(engine, ingest, query, options).run(stop).await;
        Ok(())
    })
}

/// A process that works. It ends when this is dropped.
pub(super) struct Process(Child);

impl Process {
    /// Starts one for the services at these addresses.
    pub(super) fn start([ingest, query]: &[String; 2], name: &str) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("find this program")?;
        let mut command = Command::new(program);
        command.args(["bench", "worker", ingest, query, name]).stdin(Stdio::piped());
        Ok(Self(command.spawn().context("start a worker")?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
