//! Invented articles with statements that are known beforehand.

use std::path::Path;

use q7x2_proto::v1;

const NAMES: [&str; 8] = [
    "Anna Lind",
    "Piet Okoro",
    "Maren Vale",
    "Jonas Brandt",
    "Ilse Marek",
    "Tom Ferris",
    "Nadia Holt",
    "Karl Esser",
];

/// Returns the one thing said in article `n`, marks included.
pub fn expected_content(n: usize) -> String {
    format!("“Bridge number {n} will open to traffic before the winter,”")
}

/// Returns article `n`: a headline, some text and one direct quotation that no other article has.
pub fn article_text(n: usize) -> String {
    let (name, content) = (NAMES[n % NAMES.len()], expected_content(n));
    format!(
        "Council reports progress on bridge {n}\n\n\
         The harbour town of Norvik has spent four years on its crossings, and bridge {n} is the \
         latest to near completion.\n\n{content} Mayor {name} said.\n\n\
         Work on the eastern bank began in spring.\n"
    )
}

/// Writes articles `0..count` into `folder`, one file each.
///
/// # Panics
/// When the folder cannot be written.
pub fn write_articles(folder: &Path, count: usize) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    for n in 0..count {
        std::fs::write(folder.join(format!("{n:05}.txt")), article_text(n))
            .expect("a file can be written");
    }
}

/// Checks that what is said in each of these articles stands in one statement of an answer, and in no other.
///
/// # Panics
/// When it does not.
pub fn assert_said_once(hits: &[v1::StatementHit], articles: impl IntoIterator<Item = usize>) {
    for n in articles {
        let expected = expected_content(n);
        let contents = hits.iter().flat_map(|hit| &hit.statement).flat_map(|s| &s.content);
        assert_eq!(contents.filter(|piece| piece.text == expected).count(), 1, "article {n}");
    }
}
