//! `q7x2`, the command line client: arguments to gRPC to rendering, and nothing else.

fn main() {}
