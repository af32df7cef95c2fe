//! The memory allocator of every program that serves. What one thread takes, another often gives back (the
//! extracting thread's statements are given back by the one that sent them): an allocator with an arena
//! for each thread keeps that, this one does not. See ADR 0026 for figures.

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;
