//! What pairs are made with: headlines, what sites put around articles, words for words, and forms.

pub(super) const HEADLINES: &[&str] = &[
    "What we know so far about the row everybody is talking about",
    "Officials face new questions",
    "Anger grows as details emerge",
    "“We will not be silent”: the day in words",
    "Live: reactions from across the region",
    "Who said what, and why it matters",
];

/// What sites have above and below their articles.
pub(super) const SITES: &[(&str, &str)] = &[
    (
        "Home | News | Weather | Sport\nSupport independent local journalism from five pounds a month today",
        "Sign up to our morning newsletter and get the five stories that matter in your inbox every day before breakfast.\n\
         Read more: The ten best walks along the coast this spring, and where to eat on the way\n\
         © 2025 Northern Shore Media. All rights reserved. No part of this page may be copied without permission.",
    ),
    (
        "Listen to this article\nThis article is free to read. Register now to follow the subjects and writers you care about.",
        "We use cookies and similar technologies so that the site works as it should, and to measure how it is read. You can change your mind at any time in your settings.\n\
         Comments are open to subscribers only; please keep them civil and on the subject of the article above.\n\
         Follow us on all channels for the latest news, pictures and analysis from our correspondents.",
    ),
    (
        "By our staff and agencies",
        "Additional reporting by our correspondents in the region; editing by the night desk.",
    ),
    ("", ""),
];

/// Words, and what editors write for them.
pub(super) const MEANING_THE_SAME: &[(&str, &str)] = &[
    ("said", "told reporters"),
    ("said.", "told reporters."),
    ("said,", "added,"),
    ("told", "informed"),
    ("after", "following"),
    ("about", "around"),
    ("because", "since"),
    ("but", "yet"),
    ("which", "that"),
    ("also", "moreover"),
    ("before", "ahead of"),
    ("during", "in the course of"),
    ("called", "described as"),
    ("asked", "put to"),
    ("more", "further"),
];

/// Words that are put in.
pub(super) const FILLING: &[&str] = &[
    "now",
    "indeed",
    "reportedly",
    "then",
    "still",
    "this",
    "their",
    "some",
    "again",
    "later",
    "local",
    "new",
    "own",
    "very",
    "here",
];

pub(super) const NAMES: &[&str] = &[
    "Ada Brindle",
    "Corin Vasker",
    "Tilda Moorhen",
    "Jasper Oddie",
    "Neve Quillon",
    "Rafe Sunder",
    "Ottoline Pask",
    "Bram Leddy",
    "Isolde Crake",
    "Hugo Fennimore",
    "Petra Lusk",
    "Wendel Harrow",
    "Marit Stroud",
    "Davin Ekker",
];

pub(super) const PLACES: &[&str] = &[
    "Port Sallow",
    "Upper Wicken",
    "Harle",
    "Brackwater",
    "Tarn Hollow",
    "Quayle",
    "Lindmouth",
    "Ossing",
    "Fennbridge",
    "Kestrel Bay",
    "Marrowdale",
    "Dunsop",
];

pub(super) const DAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Reports as machines and clerks write them.
pub(super) const FORMS: &[&str] = &[
    "Quarterly figures for [name] Holdings\n\n\
     [name] Holdings, based in [place], on [day] reported a profit of $[n] million for the third quarter, compared with \
     $[n] million in the same period a year ago.\n\n\
     On a per-share basis, the company said it had net income of [n] cents. The results were above the expectations of \
     analysts, who had on average reckoned with [n] cents per share.\n\n\
     The company posted revenue of $[n] million in the period. For the current quarter it said it expects revenue in the \
     range of $[n] million to $[n] million.\n\n\
     Shares of [name] Holdings have risen by [n] percent since the beginning of the year. “We are pleased with the \
     results,” chief executive [other] said in a statement.",
    "Court list: [name], of [place]\n\n\
     [name], [n], of [place], appeared before magistrates on [day] charged with driving without insurance and failing to \
     stop at a red light on the [n] road near [place].\n\n\
     The defendant pleaded guilty and was fined £[n], with costs of £[n] and a surcharge of £[n], to be paid within [n] \
     days, and was given six points on the licence.\n\n\
     “It was a foolish thing to do and I am sorry,” [name] told the court. The chair of the bench, [other], said the \
     offence was serious and that the court had taken the early plea into account.",
    "[place] – [other] United: the report\n\n\
     [place] beat [other] United on [day] evening in front of [n] spectators, thanks to a goal by [name] in the second \
     half, and moved up to third place in the table with [n] points.\n\n\
     The visitors had the better of the first half and hit the post after [n] minutes, but went into the break without a \
     goal. After the restart the home side took over, and [name] scored from the edge of the box.\n\n\
     “We had to be patient, and the players were,” the coach, [other], said after the match. “We take it one game at a \
     time.” The next match is at home on [day].",
    "Weather for [place] on [day]\n\n\
     In [place] and the surrounding area it will be cloudy at first on [day], with some rain from the west around midday \
     and sunny spells later in the afternoon. Temperatures reach [n] degrees.\n\n\
     The wind comes from the south-west at up to [n] kilometres an hour, with gusts of [n] on the hills. The night stays \
     dry for the most part, with lows of [n] degrees in the valleys.\n\n\
     “Take an umbrella and hope that you do not need it,” said [name] of the weather office in [place].",
];
