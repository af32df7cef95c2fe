//! The promises, kept by the real binaries: nothing acknowledged is lost, nothing is answered
//! twice, whatever is killed and whenever.

mod clocks;
mod connections;
mod corpora;
mod full_disk;
mod keys;
mod killed_services;
mod killed_worker;
mod life;
mod one_machine;
mod pressure;
mod replicas;
mod scaling;
mod waits;
