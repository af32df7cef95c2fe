# One image with the four binaries: q7x2, q7x2-ingest, q7x2-extraction, q7x2-query.
# docker-compose.yml says which one runs where.

# What decides the dependencies: the manifests, with empty sources. The next stage compiles them
# in a layer that stays as long as this stage's result does.
# A later release of Rust 1 than Cargo.toml asks for serves as well.
FROM rust:1-bookworm AS manifests
WORKDIR /source
COPY . .
RUN find . -type f ! -name Cargo.toml ! -name Cargo.lock ! -name lib.rs ! -name main.rs ! -name build.rs \
        ! -path '*/benches/*.rs' -delete \
    && find . -name '*.rs' -exec sh -c 'for file; do echo "fn main() { }" >"$file"; done' stub {} + \
    && find . -name lib.rs -exec truncate --size 0 {} + \
    && find . -type d -empty -delete

FROM rust:1-bookworm AS build
WORKDIR /source
ENV CARGO_TERM_COLOR=never
COPY --from=manifests /source .
RUN cargo build --release --locked --bins \
    -p q7x2-cli -p q7x2-ingest -p q7x2-extraction -p q7x2-query
COPY . .
# The sources come without their repository; whoever builds tells the commit, which `q7x2 -V` prints.
ARG Q7X2_BUILD_COMMIT
# The sources may be older than what was just built from the empty ones.
RUN find . -name '*.rs' -exec touch {} + \
    && cargo build --release --locked --bins \
        -p q7x2-cli -p q7x2-ingest -p q7x2-extraction -p q7x2-query \
    && install -D --target-directory /out \
        target/release/q7x2 target/release/q7x2-ingest \
        target/release/q7x2-extraction target/release/q7x2-query

FROM debian:bookworm-slim
# A volume mounted on these directories for the first time takes over their owner.
RUN groupadd --system --gid 10001 q7x2 \
    && useradd --system --uid 10001 --gid q7x2 --home-dir /var/lib/q7x2 --shell /usr/sbin/nologin q7x2 \
    && install --directory --owner q7x2 --group q7x2 --mode 0700 \
        /var/lib/q7x2 /var/lib/q7x2/queue /var/lib/q7x2/store /var/lib/q7x2/keys /var/lib/q7x2/ca
COPY --from=build /out/ /usr/local/bin/
USER q7x2
WORKDIR /var/lib/q7x2
CMD ["q7x2", "--help"]
