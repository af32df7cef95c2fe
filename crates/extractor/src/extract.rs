//! The pipeline: one article in, one extraction out. Decides nothing itself.

use std::collections::HashSet;
use std::sync::Arc;

use q7x2_domain::{
    Abandoned, Addressee, Article, Asserted, Channel, CodePoints, CueClass, Diagnostic,
    DiagnosticCode, Excerpt, Extraction, Kind, Mode, ModelVersion, RoleSpan, Speaker, Statement,
    StatementId, Tagged, Tagger, TimeSaid, Wanted, always_wanted,
};
use q7x2_gazetteer::{Entities, Gazetteer};

use crate::act::{Known, act, act_as, clues_of, meanings_of};
use crate::asserted::{Within, asserted, told_within};
use crate::circumstances::{Choosing, Circumstances};
use crate::confidence::Evidence;
use crate::contents;
use crate::document::{Bytes, Document};
use crate::family::{Family, LeftOut};
use crate::fitting::{AskedStatement, RankedArticle, ToldAct, ToldWithin};
use crate::forms::spoken;
use crate::kind::kind_of;
use crate::link::{Attribution, link};
use crate::ordered::without_furniture;
use crate::reading::Reading;
use crate::relay;
use crate::resolve::{Resolved, Resolver};
use crate::tag::RuleTagger;

/// Extracts statements.
#[derive(Debug, Clone)]
pub struct Extractor<T> {
    reading: Reading<T>,
    model: ModelVersion,
    /// What is known besides the built-in gazetteer, together with it.
    knowing: Option<Arc<Gazetteer>>,
    left_out: LeftOut,
}

impl Extractor<RuleTagger> {
    /// Returns an extractor that reads by the rules alone.
    pub fn rules() -> Self {
        Self::reading(Reading::Rules)
    }
}

impl<T: Tagger> Extractor<T> {
    /// Returns an extractor that reads in this way.
    pub fn reading(reading: Reading<T>) -> Self {
        Self { model: reading.model(), reading, knowing: None, left_out: LeftOut::default() }
    }

    /// Returns an extractor that takes what `tagger` says as it is.
    pub fn new(tagger: T) -> Self {
        Self::reading(Reading::Tagger(tagger))
    }

    /// Returns an extractor that lets the rules check what `tagger` says, under its model version.
    pub fn checked(tagger: T) -> Self {
        Self::reading(Reading::Checked(tagger))
    }

    /// Returns the extractor with the users' entities known too. Its model version tells which they
    /// are.
    #[must_use]
    pub fn knowing(self, entities: &Entities) -> Self {
        let model = entities.version(&self.reading.model());
        Self { model, knowing: Some(Arc::new(Gazetteer::with(entities))), ..self }
    }

    /// Returns the extractor without a family of rules, for measuring what the family is good for.
    #[must_use]
    pub fn without(self, family: Family) -> Self {
        Self { left_out: self.left_out.and(family), ..self }
    }

    /// Names what produces the extractions.
    pub fn model(&self) -> &ModelVersion {
        &self.model
    }

    /// Returns all statements of `article`. Total: any text gives a result.
    pub fn extract(&self, article: &Article) -> Extraction {
        self.extract_all(&[article]).remove(0)
    }

    /// Returns all statements of `article` to somebody who may give it up: a long text takes long, and `wanted`
    /// is asked all the time.
    ///
    /// # Errors
    /// When nobody waits for it any more.
    pub fn extract_while(
        &self,
        article: &Article,
        wanted: Wanted<'_>,
    ) -> Result<Extraction, Abandoned> {
        self.extract_all_while(&[article], wanted).map(|mut extractions| extractions.remove(0))
    }

    /// Returns the extractions of several articles, in order; a tagger that works in batches is
    /// given them all at once.
    pub fn extract_all(&self, articles: &[&Article]) -> Vec<Extraction> {
        self.extract_all_while(articles, &always_wanted).expect("it is wanted to the end")
    }

    fn extract_all_while(
        &self,
        articles: &[&Article],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Extraction>, Abandoned> {
        let read: Vec<&Article> =
            articles.iter().copied().filter(|article| article.metadata().is_english()).collect();
        let documents: Vec<Document> = read.iter().map(|a| self.document(a)).collect();
        let tagged = self.read(&documents, wanted)?;
        let parts = read.iter().zip(&documents).zip(&tagged);
        let mut extractions = parts
            .map(|((article, document), tagged)| self.assemble(article, document, tagged, wanted));
        let all = articles.iter().map(|article| match article.metadata().is_english() {
            true => extractions.next().unwrap_or_else(|| Ok(self.unread(article))),
            false => Ok(self.unread(article)),
        });
        all.collect()
    }

    /// Returns the extraction of an article that is not in English: English rules would find what nobody
    /// said.
    fn unread(&self, article: &Article) -> Extraction {
        let language = article.metadata().language.as_deref().unwrap_or_default();
        let diagnostic = Diagnostic {
            code: DiagnosticCode::OtherLanguage,
            message: format!(
                "the article is not in English (language {language}) and was not read"
            ),
            span: None,
        };
        Extraction {
            article: article.id(),
            model: self.model.clone(),
            statements: vec![],
            diagnostics: vec![diagnostic],
        }
    }

    /// Returns the statements of `article` with what their confidence is made of, for fitting it.
    pub fn weigh(&self, article: &Article) -> Vec<(Statement, Evidence)> {
        let document = self.document(article);
        let tagged = self.read_one(&document);
        let mut weighed = Vec::new();
        let note = |evidence| weighed.push(evidence);
        let statements = self.statements(article, &document, &tagged, &always_wanted, note);
        statements.expect("it is wanted to the end").into_iter().zip(weighed).collect()
    }

    /// Returns who may stand behind each source of `article`, for fitting the ranking.
    pub fn rank(&self, article: &Article) -> RankedArticle {
        let document = self.document(article);
        let attributions = attributions(&document, &self.read_one(&document).spans);
        let mut resolver = Resolver::new(article, &document, self.gazetteer(), &attributions);
        let ranking = resolver.ranking(&attributions);
        RankedArticle::of(article, &document, &attributions, ranking)
    }

    /// Returns the clues by which the act of each attribution of `article` is told, for fitting that.
    pub fn acts(&self, article: &Article) -> Vec<ToldAct> {
        let document = self.document(article);
        let tagged = self.read_one(&document);
        let attributions = attributions(&document, &tagged.spans);
        let resolver = Resolver::new(article, &document, self.gazetteer(), &attributions);
        let points = CodePoints::new(article.text());
        let told = |attribution: &Attribution| {
            let kind = kind_of(&document, &attribution.contents);
            let thing = resolver.is_thing(attribution);
            let asserted = asserted(&document, attribution);
            let rules = act_as(&document, attribution, kind, thing, asserted);
            let spans = self.reading.is_sure().then_some(tagged.spans.as_slice());
            let known = Known { kind, asserted, thing, rules, spans };
            let places = attribution.contents.iter();
            ToldAct {
                content: places.filter_map(|at| points.span(document.stored(*at))).collect(),
                clues: clues_of(&document, attribution, &known),
                vectors: meanings_of(attribution, &tagged.vectors).as_flattened().to_vec(),
                rules,
                kind,
            }
        };
        attributions.iter().map(told).collect()
    }

    /// Returns what comes into question as circumstances in `article`, for fitting the choice among it.
    pub fn circumstances(&self, article: &Article) -> Vec<AskedStatement> {
        let document = self.document(article);
        let tagged = self.read_one(&document);
        let attributions = attributions(&document, &tagged.spans);
        let mut resolver = Resolver::new(article, &document, self.gazetteer(), &attributions);
        let speakers = who_speaks(&resolver.speakers(&attributions));
        let outlet = article.metadata().outlet.as_deref();
        let choosing = Choosing::new(&document, outlet, &attributions, &speakers, &tagged.vectors);
        AskedStatement::all(article, &document, &attributions, &choosing)
    }

    fn document(&self, article: &Article) -> Document {
        Document::of_without(article.text(), self.left_out)
    }

    /// Returns the spans of each document that can be statements, what is told within others among them,
    /// and what its words mean.
    fn read(&self, documents: &[Document], wanted: Wanted<'_>) -> Result<Vec<Tagged>, Abandoned> {
        let read = self.read_and_told(documents, wanted)?.into_iter();
        let with_told = |(Tagged { spans, vectors }, mut told): (Tagged, Vec<relay::Told>)| {
            told.retain(relay::Told::stands);
            Tagged { spans: relay::with_told(spans, &told), vectors }
        };
        Ok(read.map(with_told).collect())
    }

    /// Does the same for one document.
    fn read_one(&self, document: &Document) -> Tagged {
        let read = self.read(std::slice::from_ref(document), &always_wanted);
        read.expect("it is wanted to the end").pop().unwrap_or_default()
    }

    /// Returns each document as it is read, and what may be told within what is told in it. All pieces that
    /// are read once more are given to the reader at once.
    fn read_and_told(
        &self,
        documents: &[Document],
        wanted: Wanted<'_>,
    ) -> Result<Vec<(Tagged, Vec<relay::Told>)>, Abandoned> {
        let mut read = self.reading.of(documents, wanted)?;
        for (document, tagged) in documents.iter().zip(&mut read) {
            tagged.spans = without_furniture(document, std::mem::take(&mut tagged.spans));
        }
        let pieces = documents.iter().zip(&read).map(|(d, tagged)| relay::pieces(d, &tagged.spans));
        let pieces: Vec<Vec<_>> = pieces.collect();
        let (places, again): (Vec<Vec<_>>, Vec<Vec<Document>>) =
            pieces.into_iter().map(|of| of.into_iter().unzip()).unzip();
        let again: Vec<Document> = again.into_iter().flatten().collect();
        let told = self.reading.of(&again, wanted)?.into_iter();
        let told: Vec<Vec<RoleSpan>> = told.map(|tagged| tagged.spans).collect();
        let (mut again, mut told) = (again.as_slice(), told.as_slice());
        let sure = self.reading.is_sure();
        let mut found = Vec::with_capacity(read.len());
        for ((document, tagged), places) in documents.iter().zip(read).zip(places) {
            let (own, rest) = again.split_at(places.len());
            let (own_told, rest_told) = told.split_at(places.len());
            (again, told) = (rest, rest_told);
            wanted()?;
            let within = relay::told(document, &tagged.spans, &places, own, own_told, sure);
            found.push((tagged, within));
        }
        Ok(found)
    }

    /// Returns what may be told within what is told in `article`, for fitting which of it is.
    pub fn within(&self, article: &Article) -> Vec<ToldWithin> {
        let document = self.document(article);
        let read = self.read_and_told(std::slice::from_ref(&document), &always_wanted);
        let read = read.expect("it is wanted to the end").pop();
        let points = CodePoints::new(article.text());
        let span = |bytes: Bytes| points.span(document.stored(bytes));
        let told = |told: relay::Told| ToldWithin {
            source: span(told.source).into_iter().collect(),
            cue: span(told.cue).into_iter().collect(),
            content: told.contents.iter().filter_map(|bytes| span(*bytes)).collect(),
            clues: told.clues,
        };
        read.map_or_else(Vec::new, |(_, all)| all.into_iter().map(told).collect())
    }

    fn assemble(
        &self,
        article: &Article,
        document: &Document,
        tagged: &Tagged,
        wanted: Wanted<'_>,
    ) -> Result<Extraction, Abandoned> {
        let mut statements = self.statements(article, document, tagged, wanted, |_| ())?;
        // With the places beside them, since a long text has very many: no second room for them all is needed.
        statements.sort_by_cached_key(|s| s.excerpts().map(|e| e.span.start()).min());
        let diagnostics = unclosed(document, &CodePoints::new(article.text()));
        let model = self.model().clone();
        Ok(Extraction { article: article.id(), model, statements, diagnostics })
    }

    fn gazetteer(&self) -> &Gazetteer {
        self.knowing.as_deref().unwrap_or_else(|| Gazetteer::get())
    }

    fn statements(
        &self,
        article: &Article,
        document: &Document,
        tagged: &Tagged,
        wanted: Wanted<'_>,
        mut weighed: impl FnMut(Evidence),
    ) -> Result<Vec<Statement>, Abandoned> {
        wanted()?;
        let points = CodePoints::new(article.text());
        let attributions = attributions(document, &tagged.spans);
        let outlet = article.metadata().outlet.as_deref();
        let mut resolver = Resolver::new(article, document, self.gazetteer(), &attributions);
        wanted()?;
        let resolved = resolver.speakers(&attributions);
        wanted()?;
        let speakers = who_speaks(&resolved);
        let choosing = Choosing::new(document, outlet, &attributions, &speakers, &tagged.vectors);
        let model = self.model();
        let sure = self.reading.is_sure();
        let spoken = spoken(document);
        let assembly =
            Assembly { article, model, document, choosing, tagged, spoken, sure, points };
        // Before there are statements, which take the most room.
        let tellings = relay::tellings(document, &attributions);
        let told = attributions.iter().zip(resolved).enumerate();
        // Places that differ in the view may be one in the article, and so have one id.
        let mut ids: HashSet<StatementId> = HashSet::with_capacity(attributions.len());
        let mut statements: Vec<Statement> = Vec::with_capacity(attributions.len());
        let mut made: Vec<bool> = Vec::with_capacity(attributions.len());
        for (number, (told, resolved)) in told {
            wanted()?;
            let beside = assembly.choosing.of(number);
            let statement = assembly.statement(told, beside, resolved, &mut resolver);
            let new = statement.filter(|(statement, _)| ids.insert(statement.id.clone()));
            made.push(new.is_some());
            if let Some((statement, evidence)) = new {
                weighed(evidence);
                statements.push(statement);
            }
        }
        let mut each = statements.iter_mut();
        let by_number = made.iter().map(|made| if *made { each.next() } else { None });
        let mut by_number: Vec<Option<&mut Statement>> = by_number.collect();
        relay::mark(&mut by_number, &tellings, |bytes| assembly.excerpt(bytes));
        let told_by = |at: usize| (tellings[at].by, tellings[at].named);
        let within = Within { attributions: &attributions, told_by: &told_by };
        told_within(document, &within, &mut by_number);
        Ok(statements)
    }
}

/// Joins spans into attributions, without what tells nothing and without what another one tells too.
fn attributions(document: &Document, spans: &[RoleSpan]) -> Vec<Attribution> {
    let mut attributions = link(document, spans);
    contents::prune(document, &mut attributions);
    let mut seen = HashSet::with_capacity(attributions.len());
    let first = |told: &Attribution| seen.insert(told.clone());
    attributions.retain(first);
    attributions
}

/// Returns those who speak, where they are known.
fn who_speaks(resolved: &[Resolved]) -> Vec<Option<Arc<Speaker>>> {
    resolved.iter().map(|resolved| resolved.speaker.clone()).collect()
}

/// What is needed to make statements of attributions.
struct Assembly<'a> {
    article: &'a Article,
    model: &'a ModelVersion,
    document: &'a Document,
    choosing: Choosing<'a>,
    tagged: &'a Tagged,
    /// Where contents begin that are said by the form of the text.
    spoken: HashSet<usize>,
    /// Whether the scores of the spans say how sure a tagger is.
    sure: bool,
    points: CodePoints<'a>,
}

impl Assembly<'_> {
    /// Makes a statement; `None` when no content is left of the attribution.
    fn statement(
        &self,
        attribution: &Attribution,
        beside: Circumstances,
        mut resolved: Resolved,
        resolver: &mut Resolver<'_>,
    ) -> Option<(Statement, Evidence)> {
        let source = self.excerpts(attribution.source.as_slice());
        let cue = self.excerpts(attribution.cue.as_slice());
        let content = self.excerpts(&attribution.contents);
        if content.is_empty() {
            return None;
        }
        let excerpt = |range: Bytes| self.excerpt(range);
        let kind = kind_of(self.document, &attribution.contents);
        let addressee = beside.addressee.and_then(|told| {
            let party = resolver.listener(told, attribution, &mut resolved)?;
            Some(Box::new(Addressee { excerpt: excerpt(told)?, party }))
        });
        let Resolved { speaker, joint, next_candidate, likely, .. } = resolved;
        let channel = beside.channel.and_then(excerpt).map(|excerpt| Box::new(Channel { excerpt }));
        let published = self.article.metadata().published_at;
        let said_at = beside.time.and_then(|time| {
            let value = time.value(published);
            Some(Box::new(TimeSaid { excerpt: excerpt(time.bytes)?, value }))
        });
        let is_thing = resolver.is_thing(attribution);
        let asserted = asserted(self.document, attribution);
        let known = self.known(attribution, kind, is_thing, asserted);
        let (mode, cue_class) = self.act(attribution, &known)?;
        let evidence = Evidence::of(self.document, &self.tagged.spans, attribution, kind, mode);
        let confidence = evidence.confidence(likely);
        let statement = Statement {
            id: StatementId::of(self.article.id(), self.model, &source, &cue, &content),
            kind,
            mode,
            asserted,
            source,
            cue,
            content,
            speaker,
            joint,
            next_candidate,
            addressee,
            channel,
            said_at,
            relay: None,
            cue_class,
            confidence: Some(confidence),
        };
        Some((statement, evidence))
    }

    /// Returns what sort of act an attribution reports; what the form of the text shows to be said is said.
    fn act(
        &self,
        attribution: &Attribution,
        known: &Known<'_>,
    ) -> Option<(Mode, Option<CueClass>)> {
        let read = act(self.document, attribution, known, &self.tagged.vectors);
        let first = attribution.contents.first()?;
        match read {
            Some((Mode::Speech, _)) => read,
            _ if self.spoken.contains(&first.start) => Some((Mode::Speech, Some(CueClass::Said))),
            read => read,
        }
    }

    /// Returns what is known of an attribution besides its words, for telling what act it reports.
    fn known(
        &self,
        attribution: &Attribution,
        kind: Kind,
        thing: bool,
        asserted: Asserted,
    ) -> Known<'_> {
        let rules = act_as(self.document, attribution, kind, thing, asserted);
        let spans = self.sure.then_some(self.tagged.spans.as_slice());
        Known { kind, asserted, thing, rules, spans }
    }

    fn excerpts(&self, ranges: &[Bytes]) -> Vec<Excerpt> {
        let mut found: Vec<Excerpt> =
            ranges.iter().filter_map(|range| self.excerpt(*range)).collect();
        // Most have one, and there are three lists in each of very many statements.
        found.shrink_to_fit();
        found
    }

    /// Returns what stands in the stored text for a range of the view.
    fn excerpt(&self, range: Bytes) -> Option<Excerpt> {
        let span = self.points.span(self.document.stored(range))?;
        Excerpt::of(&self.points, span)
    }
}

/// Remarks on quotations that nothing closes.
fn unclosed(document: &Document, points: &CodePoints<'_>) -> Vec<Diagnostic> {
    let open = document.quotations().iter().filter(|quotation| !quotation.closed);
    open.map(|quotation| Diagnostic {
        code: DiagnosticCode::UnclosedQuotation,
        message:
            "a quotation opens here and is never closed; it is taken to end with its paragraph"
                .into(),
        span: points.span(document.stored(quotation.bytes)),
    })
    .collect()
}
