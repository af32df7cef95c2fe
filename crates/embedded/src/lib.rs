//! The services in one process, for those who have a laptop and no cluster: the same code and
//! the same gRPC, over pipes in memory instead of a network.

mod transport;

mod extraction_only;

pub use extraction_only::ExtractionOnly;
