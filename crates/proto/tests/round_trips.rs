//! What goes out over the wire comes back in as it was, and what has no place in the domain is
//! refused by name.
#![allow(missing_docs, reason = "a test")]

use std::sync::Arc;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use q7x2_domain::{
    Addressee, Article, ArticleCatalogue, ArticleFilter, ArticleId, ArticlePage, ArticleQuery,
    ArticleState, ArticleSummary, Asserted, Channel, Corrected, Correction, CorrectionKind,
    CorrectionNote, CueClass, Diagnostic, DiagnosticCode, Edit, EditEntry, Excerpt, Extraction,
    FieldEdit, ForgottenNote, Kind, Lease, LeaseToken, LinkReason, Metadata, Mode, ModeFilter,
    ModelVersion, Party, Relay, Revision, SetAside, Sort, Span, Speaker, SpeakerFacts, SpeakerId,
    SpeakerPart, SpeakerSummary, SpeakerType, Statement, StatementHit, StatementId,
    StatementInContext, StatementPlace, StatementQuery, Story, TimePrecision, TimeSaid, Timestamp,
    Wire,
};
use q7x2_proto::{ConvertError, v1};

/// Sends a value over the wire, bytes included, and reads it back.
fn there_and_back<D, W>(value: &D) -> Result<D, ConvertError>
where
    D: TryFrom<W, Error = ConvertError>,
    W: prost::Message + Default + for<'a> From<&'a D>,
{
    let bytes = W::from(value).encode_to_vec();
    D::try_from(W::decode(bytes.as_slice()).expect("what was encoded decodes"))
}

fn word() -> impl Strategy<Value = String> {
    "[\\PC]{1,12}"
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-377_705_116_800_000_000..253_402_300_800_000_000_i64).prop_map(Timestamp::from_micros)
}

/// A period with a beginning, an end, both or neither.
fn period() -> impl Strategy<Value = (Option<Timestamp>, Option<Timestamp>)> {
    (of(time()), of(time())).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) if a == b => (Some(a), None),
        (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
        either => either,
    })
}

fn metadata() -> impl Strategy<Value = Metadata> {
    let texts = (of(word()), of(word()), of(word()), of(word()), of(word()), of(word()));
    let rest = (of(time()), of(word()), of(time()), of(word()));
    (texts, rest).prop_map(|((path, url, outlet, title, author, language), rest)| {
        let (published_at, file_key, taken_at, learned_url) = rest;
        Metadata {
            path,
            url,
            outlet,
            title,
            author,
            published_at,
            language,
            file_key,
            taken_at,
            learned_url,
        }
    })
}

fn article() -> impl Strategy<Value = Article> {
    (metadata(), "x\\PC{0,40}").prop_map(|(m, text)| Article::new(m, text).expect("not blank"))
}

fn article_id() -> impl Strategy<Value = ArticleId> {
    word().prop_map(|text| ArticleId::of(None, &text))
}

fn statement_id() -> impl Strategy<Value = StatementId> {
    "[0-9a-f]{16}".prop_map(StatementId::from_stored)
}

fn model() -> impl Strategy<Value = ModelVersion> {
    word().prop_map(ModelVersion::new)
}

fn span() -> impl Strategy<Value = Span> {
    (0..u32::MAX).prop_flat_map(|start| {
        (start + 1..=u32::MAX).prop_map(move |end| Span::new(start, end).expect("not empty"))
    })
}

fn excerpt() -> impl Strategy<Value = Excerpt> {
    (span(), word()).prop_map(|(span, text)| Excerpt { span, text })
}

fn speaker() -> impl Strategy<Value = Speaker> {
    let words = (word().prop_map(SpeakerId::from_stored), word());
    let facts = (of(word()), of(word()), of(word()), of(word()));
    let facts = facts.prop_map(|(wikidata, stands_for, maker, of)| SpeakerFacts {
        wikidata,
        stands_for,
        maker,
        of,
    });
    (words, select(&SpeakerType::ALL), select(&LinkReason::ALL), facts).prop_map(
        |((id, name), kind, link_reason, facts)| Speaker { id, name, kind, link_reason, facts },
    )
}

fn statement() -> impl Strategy<Value = Statement> {
    let head = (statement_id(), select(Kind::ALL), select(Mode::ALL), select(Asserted::ALL));
    let spans = (vec(excerpt(), 0..3), vec(excerpt(), 0..3), vec(excerpt(), 1..3));
    let addressee = (excerpt(), of(speaker()));
    let addressee = addressee.prop_map(|(excerpt, party)| Addressee { excerpt, party });
    let said_at = (excerpt(), of((time(), select(TimePrecision::ALL))));
    let said_at = said_at.prop_map(|(excerpt, value)| TimeSaid { excerpt, value });
    let relay = (1..=u8::MAX, of(statement_id()), of(excerpt()));
    let relay = relay.prop_map(|(depth, by, teller)| Relay { depth, by, teller });
    let parts = (
        (of((speaker(), vec(speaker(), 0..3))), of(speaker())),
        of(addressee),
        of(excerpt().prop_map(|excerpt| Channel { excerpt })),
        of(said_at),
        of(relay),
        of(select(CueClass::ALL)),
        of(0.0..=1.0f32),
    );
    (head, spans, parts).prop_map(|((id, kind, mode, asserted), (source, cue, content), parts)| {
        let ((speakers, next_candidate), addressee, channel, said_at, relay, cue_class, confidence) =
            parts;
        let (speaker, joint) = match speakers {
            Some((speaker, joint)) => (Some(speaker), joint),
            None => (None, vec![]),
        };
        Statement {
            id,
            kind,
            mode,
            asserted,
            source,
            cue,
            content,
            speaker: speaker.map(Arc::new),
            joint,
            next_candidate: next_candidate.map(Arc::new),
            addressee: addressee.map(Box::new),
            channel: channel.map(Box::new),
            said_at: said_at.map(Box::new),
            relay: relay.map(Box::new),
            cue_class,
            confidence,
        }
    })
}

fn extraction() -> impl Strategy<Value = Extraction> {
    let diagnostic = (select(&DiagnosticCode::ALL), word(), of(span()))
        .prop_map(|(code, message, span)| Diagnostic { code, message, span });
    (article_id(), model(), vec(statement(), 0..3), vec(diagnostic, 0..3)).prop_map(
        |(article, model, statements, diagnostics)| Extraction {
            article,
            model,
            statements,
            diagnostics,
        },
    )
}

fn story() -> impl Strategy<Value = Story> {
    (article_id(), any::<u64>(), any::<u64>()).prop_map(|(id, articles, outlets)| Story {
        id,
        articles,
        outlets,
    })
}

fn hit() -> impl Strategy<Value = StatementHit> {
    let revision = (any::<u32>(), any::<u32>(), any::<bool>())
        .prop_map(|(number, of, is_current)| Revision { number, of, is_current });
    let copies = (of(story()), of(select(Wire::ALL)));
    let beside = (of(speaker()), of(excerpt()), of(corrected()), of(revision), copies);
    (statement(), model(), article_id(), metadata(), beside).prop_map(
        |(statement, model, article, metadata, beside)| {
            let (teller, paragraph, corrected, revision, (story, wire)) = beside;
            StatementHit {
                statement,
                model,
                article,
                metadata,
                teller,
                paragraph,
                corrected,
                revision,
                story,
                wire,
            }
        },
    )
}

fn query() -> impl Strategy<Value = StatementQuery> {
    let texts = (vec(word(), 0..3), of(word()), of(word()), of(word()), of(word()));
    let sorts = [Sort::Said, Sort::Published, Sort::Relevance, Sort::Confidence];
    let modes = select(vec![ModeFilter::Speech, ModeFilter::All]);
    let classes = (vec(select(Asserted::ALL), 0..3), vec(select(CueClass::ALL), 0..3));
    let choice = (of(select(Kind::ALL)), modes, classes, any::<bool>(), of(select(sorts.to_vec())));
    let times = (period(), period());
    let numbers = (of(0.0..=1.0f32), 1..=1000u32);
    let articles = of(vec(article_id(), 0..3));
    (texts, choice, times, numbers, articles).prop_map(
        |(texts, choice, times, numbers, articles)| {
            let (speakers, about, outlet, addressee, channel) = texts;
            let (kind, mode, (asserted, cue_classes), first_hand, sort) = choice;
            let ((since, until), (said_since, said_until)) = times;
            let (min_confidence, limit) = numbers;
            StatementQuery {
                speakers,
                sort,
                about,
                kind,
                mode,
                asserted,
                since,
                until,
                outlet_aliases: outlet.iter().map(|name| format!("{name} too")).collect(),
                outlet,
                addressee,
                channel,
                cue_classes,
                first_hand,
                said_since,
                said_until,
                min_confidence,
                corrected: first_hand,
                articles,
                all_revisions: first_hand,
                grouped: first_hand,
                limit,
            }
        },
    )
}

fn article_query() -> impl Strategy<Value = ArticleQuery> {
    let articles = of(vec(article_id(), 0..3));
    let of_model = (of(model()), any::<bool>());
    (of(word()), of_model, articles, of(article_id()), 1..32_u32).prop_map(
        |(outlet, (without, undated), articles, after, limit)| ArticleQuery {
            outlet,
            without,
            undated,
            articles,
            after,
            limit,
        },
    )
}

fn party() -> impl Strategy<Value = Party> {
    (word().prop_map(SpeakerId::from_stored), word(), select(&SpeakerType::ALL))
        .prop_map(|(id, name, kind)| Party { id, name, kind })
}

fn place() -> impl Strategy<Value = StatementPlace> {
    (article_id(), vec(span(), 0..3), vec(span(), 1..3))
        .prop_map(|(article, source, content)| StatementPlace { article, source, content })
}

fn field() -> impl Strategy<Value = FieldEdit> {
    prop_oneof![
        of(word()).prop_map(FieldEdit::Outlet),
        of(word()).prop_map(FieldEdit::Title),
        of(word()).prop_map(FieldEdit::Author),
        of(word()).prop_map(FieldEdit::Url),
        of(word()).prop_map(FieldEdit::Language),
        of(time()).prop_map(FieldEdit::PublishedAt),
    ]
}

fn summary() -> impl Strategy<Value = ArticleSummary> {
    let note = (any::<u64>(), time(), word()).prop_map(|(number, at, by)| ForgottenNote {
        number,
        at,
        by,
    });
    let copies = (of(story()), of(select(Wire::ALL)));
    let texts = (vec(article_id(), 0..3), copies);
    let rest = (any::<u64>(), of(model()), of(note), vec(word(), 0..3), texts);
    (article_id(), metadata(), select(ArticleState::ALL), rest).prop_map(
        |(
            article,
            metadata,
            state,
            (statements, model, forgotten, set, (revisions, (story, wire))),
        )| {
            ArticleSummary {
                article,
                metadata,
                state,
                statements,
                model,
                forgotten,
                set,
                revisions,
                story,
                wire,
            }
        },
    )
}

fn filter() -> impl Strategy<Value = ArticleFilter> {
    let texts = (of(word()), of(word()), of(word()), of(word()));
    let rest = (of(select(ArticleState::ALL)), of(vec(article_id(), 0..3)), of(article_id()));
    (texts, period(), rest, 1..=1000u32).prop_map(
        |((outlet, path, language, prefix), (since, until), (state, articles, after), limit)| {
            ArticleFilter {
                outlet_aliases: outlet.iter().map(|name| format!("{name} too")).collect(),
                outlet,
                spellings: path.iter().map(|path| format!("./{path}")).collect(),
                file_keys: path.iter().map(|path| format!("key of {path}")).collect(),
                path,
                since,
                until,
                language,
                state,
                prefix,
                articles,
                after,
                limit,
            }
        },
    )
}

fn correction() -> impl Strategy<Value = Correction> {
    prop_oneof![
        Just(Correction::Wrong),
        Just(Correction::NotSaid),
        vec(party(), 0..3).prop_map(Correction::Speakers),
        vec(span(), 1..3).prop_map(Correction::Words),
    ]
}

fn corrected() -> impl Strategy<Value = Corrected> {
    let what = (select(CorrectionKind::ALL), of(word()), of(article_id()));
    let note = (any::<u64>(), time(), word(), what).prop_map(|(number, at, by, what)| {
        let (kind, reason, of) = what;
        CorrectionNote { number, at, by, kind, reason, of }
    });
    let speakers = (of(speaker()), vec(speaker(), 0..3));
    let was = (speakers, vec(excerpt(), 1..3), select(Kind::ALL), select(Asserted::ALL));
    (vec(note, 1..3), was, of(model())).prop_map(|(notes, was, missed_by)| {
        let ((speaker, joint), content, kind, asserted) = was;
        Corrected { notes, speaker, joint, content, kind, asserted, missed_by }
    })
}

fn edit() -> impl Strategy<Value = Edit> {
    let part = (vec(word(), 0..3), vec(article_id(), 0..3), vec(place(), 0..3))
        .prop_map(|(forms, articles, places)| SpeakerPart { forms, articles, places });
    prop_oneof![
        (party(), vec(party(), 1..3)).prop_map(|(into, from)| Edit::Merge { into, from }),
        (party(), part, party()).prop_map(|(from, part, to)| Edit::Split { from, part, to }),
        (party(), word()).prop_map(|(speaker, name)| Edit::Rename { speaker, name }),
        party().prop_map(|speaker| Edit::Pin { speaker }),
        (statement_id(), place(), of(party()))
            .prop_map(|(statement, place, to)| { Edit::PinStatement { statement, place, to } }),
        (statement_id(), place(), correction(), of(word())).prop_map(
            |(statement, place, what, reason)| Edit::Correct { statement, place, what, reason }
        ),
        (vec(article_id(), 1..3), vec(field(), 1..3))
            .prop_map(|(articles, fields)| Edit::SetArticles { articles, fields }),
        (vec(article_id(), 1..3), any::<bool>())
            .prop_map(|(articles, erase)| Edit::Forget { articles, erase }),
        Just(Edit::Erased),
        any::<u64>().prop_map(|number| Edit::Undo { number }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn articles(article in article()) {
        prop_assert_eq!(there_and_back::<_, v1::Article>(&article), Ok(article.clone()));
        prop_assert_eq!(there_and_back::<_, v1::IngestArticlesRequest>(&article), Ok(article));
    }

    #[test]
    fn catalogues(filter in filter(), articles in vec(summary(), 0..3), total in of(any::<u64>())) {
        prop_assert_eq!(there_and_back::<_, v1::ListCatalogueRequest>(&filter), Ok(filter));
        let catalogue = ArticleCatalogue { articles, total };
        prop_assert_eq!(there_and_back::<_, v1::ListCatalogueResponse>(&catalogue), Ok(catalogue));
    }

    #[test]
    fn extractions(extraction in extraction()) {
        prop_assert_eq!(there_and_back::<_, v1::Extraction>(&extraction), Ok(extraction));
    }

    #[test]
    fn leases(article in article(), token in word(), attempt in 1..u32::MAX, at in time()) {
        let lease = Lease { token: LeaseToken::new(token), article, attempt, expires_at: at };
        prop_assert_eq!(there_and_back::<_, v1::LeasedArticle>(&lease), Ok(lease));
    }

    #[test]
    fn articles_set_aside(
        article in article_id(), metadata in metadata(), error in word(), at in time()
    ) {
        let set_aside = SetAside { article, metadata, error, attempts: 5, at };
        prop_assert_eq!(there_and_back::<_, v1::SetAsideArticle>(&set_aside), Ok(set_aside));
    }

    #[test]
    fn queries_for_articles(query in article_query(), found in vec(article(), 0..3), total in of(0..u64::MAX)) {
        prop_assert_eq!(there_and_back::<_, v1::ListArticlesRequest>(&query), Ok(query.clone()));
        let page = ArticlePage { articles: found, total };
        prop_assert_eq!(there_and_back::<_, v1::ListArticlesResponse>(&page), Ok(page.clone()));
    }

    #[test]
    fn queries(query in query()) {
        prop_assert_eq!(there_and_back::<_, v1::QueryStatementsRequest>(&query), Ok(query));
    }

    #[test]
    fn statements_in_context(hit in hit(), paragraph in excerpt(), line in any::<u32>()) {
        let found = StatementInContext { hit, paragraph, line };
        prop_assert_eq!(there_and_back::<_, v1::StatementInContext>(&found), Ok(found));
    }

    #[test]
    fn speaker_summaries(
        speaker in speaker(), counts in any::<(u64, u64)>(), forms in vec((word(), any::<u64>()), 0..3)
    ) {
        let (statements, articles) = counts;
        let summary = SpeakerSummary { speaker, statements, articles, forms };
        prop_assert_eq!(there_and_back::<_, v1::SpeakerSummary>(&summary), Ok(summary));
    }

    #[test]
    fn edits(
        edit in edit(), number in any::<u64>(), at in time(), by in word(), undone in of(1..u64::MAX)
    ) {
        let entry = EditEntry { number, at, by, edit, undone_by: undone };
        prop_assert_eq!(there_and_back::<_, v1::SpeakerEdit>(&entry), Ok(entry));
    }

    /// Whatever bytes arrive, translating them never panics.
    #[test]
    fn any_message_is_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        use prost::Message;
        if let Ok(wire) = v1::Extraction::decode(bytes.as_slice()) {
            let _ = Extraction::try_from(wire);
        }
        if let Ok(wire) = v1::QueryStatementsRequest::decode(bytes.as_slice()) {
            let _ = StatementQuery::try_from(wire);
        }
    }
}
