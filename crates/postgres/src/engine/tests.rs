//! Several processes that open one schema, of one version and of two.

use futures::future::join_all;
use q7x2_servers::Postgres;
use refinery::Migration;

use super::*;

/// The schema of an older version of the program.
static OLDER: Schema = Schema { what: "the ledger", name: "ledger", migrations: older };

/// The same, two versions later.
static NEWER: Schema = Schema { what: "the ledger", name: "ledger", migrations: newer };

/// How many open it at the same time.
const OPENERS: usize = 6;

fn older() -> Runner {
    Runner::new(&[migration("V1__notes", "CREATE TABLE notes (id BIGINT PRIMARY KEY, words TEXT)")])
}

fn newer() -> Runner {
    let mut migrations = older().get_migrations().clone();
    let add = "ALTER TABLE notes ADD COLUMN said_by TEXT NOT NULL DEFAULT ''";
    migrations.push(migration("V2__who", add));
    // Done twice, it would fail.
    migrations.push(migration("V3__first", "INSERT INTO notes (id, words) VALUES (0, 'first')"));
    Runner::new(&migrations)
}

fn migration(name: &str, sql: &str) -> Migration {
    Migration::unapplied(name, sql).expect("a migration")
}

async fn note(engine: &Engine, id: i64) {
    let connection = engine.connection().await.expect("connected");
    let insert = "INSERT INTO notes (id, words) VALUES ($1, 'more')";
    connection.execute(insert, &[&id]).await.expect("noted");
}

async fn count(engine: &Engine, sql: &str) -> i64 {
    let connection = engine.connection().await.expect("connected");
    connection.query_one(sql, &[]).await.expect("counted").get(0)
}

/// Returns how far it is.
async fn version(engine: &Engine) -> (i64, i64) {
    let history = "FROM refinery_schema_history";
    let applied = count(engine, &format!("SELECT count(*) {history}")).await;
    (applied, count(engine, &format!("SELECT max(version)::bigint {history}")).await)
}

fn assert_is_outdated(refused: Result<Engine, PortError>) {
    let refused = refused.expect_err("refused").to_string();
    assert!(refused.contains("the ledger was made by a newer version"), "{refused}");
    assert!(refused.contains("update the program"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_open_an_older_schema_one_brings_it_up_to_date() {
    let Some(server) = Postgres::shared() else { return };
    let url = server.database().await;
    let at_work = Engine::open(&url, &OLDER).await.expect("opened");
    note(&at_work, 1).await;
    let opened = join_all((0..OPENERS).map(|_| Engine::open(&url, &NEWER))).await;
    let opened: Vec<Engine> = opened.into_iter().map(|o| o.expect("opened")).collect();
    assert_eq!(version(&opened[0]).await, (3, 3));

    // Who was at work goes on beside the newer ones, with the connection it has and with others.
    note(&at_work, 2).await;
    for engine in &opened {
        assert_eq!(count(engine, "SELECT count(*) FROM notes WHERE said_by = ''").await, 3);
    }
    note(&opened[1], 3).await;
    let held = at_work.connection().await.expect("connected");
    note(&at_work, 4).await;
    drop(held);
    assert_eq!(count(&at_work, "SELECT count(*) FROM notes").await, 5);
    // Who begins is told what to do.
    assert_is_outdated(Engine::open(&url, &OLDER).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_late_with_an_older_version_harms_nothing() {
    let Some(server) = Postgres::shared() else { return };
    let url = server.database().await;
    let open = |schema| join_all((0..OPENERS).map(|_| Engine::open(&url, schema)));
    let (older_ones, newer_ones) = tokio::join!(open(&OLDER), open(&NEWER));
    for opened in newer_ones {
        assert_eq!(version(&opened.expect("opened")).await, (3, 3));
    }
    for opened in older_ones {
        match opened {
            // It was there before the first of the newer ones.
            Ok(engine) => assert_eq!(version(&engine).await, (3, 3)),
            refused => assert_is_outdated(refused),
        }
    }
}

/// What takes away or makes stricter what an older version reads or writes.
const TAKES_AWAY: [&str; 9] = [
    "DROP TABLE",
    "DROP COLUMN",
    "DROP DEFAULT",
    "RENAME",
    "SET NOT NULL",
    "ALTER TYPE",
    " TYPE ",
    "ADD CONSTRAINT",
    "UNIQUE INDEX",
];

/// Returns what a migration does beside adding, if it does so.
fn taken_away(sql: &str) -> Option<&'static str> {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let plain = lines.collect::<Vec<_>>().join(" ").to_uppercase();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let strict = plain.split(';').any(|statement| {
        statement.split("ADD COLUMN").skip(1).any(|column| {
            let column = column.split(',').next().unwrap_or_default();
            column.contains("NOT NULL") && !column.contains("DEFAULT")
        })
    });
    let stricter = strict.then_some("ADD COLUMN ... NOT NULL without DEFAULT");
    TAKES_AWAY.into_iter().find(|words| plain.contains(words)).or(stricter)
}

#[test]
fn a_migration_only_adds() {
    for fine in [
        "ALTER TABLE a ADD COLUMN b TEXT; -- no DROP TABLE",
        "CREATE INDEX i ON a (b)",
        "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0, ADD COLUMN c TEXT",
    ] {
        assert_eq!(taken_away(fine), None, "{fine}");
    }
    for wrong in [
        "alter table a\n  drop column b",
        "ALTER TABLE a ADD COLUMN b TEXT NOT NULL",
        "ALTER TABLE a RENAME b TO c",
        "ALTER TABLE a ALTER b TYPE BIGINT",
    ] {
        assert!(taken_away(wrong).is_some(), "{wrong}");
    }
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder");
    for owner in ["storage", "queue"] {
        let folder = crates.join(owner).join("migrations/postgres");
        for entry in std::fs::read_dir(folder).expect("migrations") {
            let path = entry.expect("a file").path();
            // The first makes everything.
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("V1__")) {
                continue;
            }
            let sql = std::fs::read_to_string(&path).expect("a migration");
            assert_eq!(taken_away(&sql), None, "{}", path.display());
        }
    }
}
