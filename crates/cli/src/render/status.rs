//! The state of store, queue and workers for people.

use std::io::{self, Write};

use crate::json::Status;
use crate::output::{Look, STRONG, counted, printable};

/// Writes a line each for the data directory, store, queue and workers, then what was set aside and how to go on.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write_status(out: &mut dyn Write, look: Look, status: &Status) -> io::Result<()> {
    let strong = look.style(STRONG);
    let (store, queue) = (&status.store, &status.queue);
    if let Some(folder) = &status.data_dir {
        writeln!(out, "{strong}folder{strong:#}   {}", printable(folder))?;
    }
    writeln!(
        out,
        "{strong}store{strong:#}    {}, {}, {}",
        counted(store.articles, "article"),
        counted(store.statements, "statement"),
        counted(store.speakers, "speaker")
    )?;
    let hidden = store.shown.map_or(0, |shown| store.statements.saturating_sub(shown));
    if hidden > 0 {
        let verb = if hidden == 1 { "is" } else { "are" };
        let statements = counted(hidden, "statement");
        writeln!(
            out,
            "         {statements} {verb} shown with --mode all alone: thoughts, signs, what was not said"
        )?;
    }
    if !store.not_english.is_empty() {
        let languages = store.not_english.iter();
        let languages: Vec<String> =
            languages.map(|(tag, count)| format!("{count} {}", printable(tag))).collect();
        writeln!(out, "         not in English and not read: {}", languages.join(", "))?;
    }
    writeln!(
        out,
        "{strong}queue{strong:#}    {} waiting, {} with a worker, {} set aside",
        queue.waiting, queue.leased, queue.set_aside
    )?;
    match status.workers.as_slice() {
        [] => writeln!(out, "{strong}workers{strong:#}  none asked for work in the last minute")?,
        workers => {
            for worker in workers {
                writeln!(
                    out,
                    "{strong}worker{strong:#}   {}, model {}, {} done",
                    printable(&worker.name),
                    printable(&worker.model),
                    counted(worker.completed, "article")
                )?;
            }
        }
    }
    for article in &queue.set_aside_articles {
        let place = article.path.as_deref().or(article.title.as_deref()).unwrap_or("an article");
        let attempts = counted(article.attempts.into(), "attempt");
        writeln!(out, "\nset aside {} after {}", article.set_aside_at, attempts)?;
        writeln!(out, "    {}", printable(place))?;
        writeln!(out, "    {}", printable(&article.error))?;
        writeln!(out, "    {}", article.article_id)?;
    }
    if queue.set_aside > 0 {
        writeln!(out, "\n`q7x2 retry` puts them back in line, `q7x2 retry ID` one of them")?;
    }
    Ok(())
}
