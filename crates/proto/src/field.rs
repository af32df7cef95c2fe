//! Reading single fields of a message: what may be missing, what "empty" means, and naming the
//! field that is wrong.

use q7x2_domain::{ArticleId, ModelVersion};

use crate::{ConvertError, MAX_FIELD_BYTES, Problem};

/// Returns the message in `field`, translated.
///
/// # Errors
/// When it is missing, or wrong in itself.
pub fn require<W, D>(value: Option<W>, field: &str) -> Result<D, ConvertError>
where
    D: TryFrom<W, Error = ConvertError>,
{
    let value = value.ok_or_else(|| ConvertError::new(field, Problem::Missing))?;
    D::try_from(value).map_err(|e| e.inside(field))
}

/// Returns a text, or `None` when it is empty, which on the wire means unknown or any.
pub fn optional_text(value: String) -> Option<String> {
    (!value.is_empty()).then_some(value)
}

/// Returns a text without NUL, which databases and other programs take for its end.
///
/// # Errors
/// When it has one.
pub fn without_nul(value: String, field: &str) -> Result<String, ConvertError> {
    if value.contains('\0') { Err(ConvertError::new(field, Problem::Nul)) } else { Ok(value) }
}

/// Returns what is searched for, or `None` when it is empty.
pub(crate) fn term(value: String, field: &str) -> Result<Option<String>, ConvertError> {
    Ok(optional_text(without_nul(value, field)?))
}

/// How many other names of an outlet a question has at most.
const MAX_ALIASES: usize = 100;

/// Returns the other names of an outlet that is asked for.
pub(crate) fn outlet_aliases(names: Vec<String>) -> Result<Vec<String>, ConvertError> {
    if names.len() > MAX_ALIASES {
        let problem = Problem::OutOfRange("an outlet has at most 100 other names");
        return Err(ConvertError::new("outlet_aliases", problem));
    }
    let name = |(i, name)| bounded_text(name, &format!("outlet_aliases[{i}]"));
    names.into_iter().enumerate().filter_map(|name_at| name(name_at).transpose()).collect()
}

/// Returns the ids in a list.
///
/// # Errors
/// When one of them is no article id.
pub fn article_ids(ids: &[String], field: &str) -> Result<Vec<ArticleId>, ConvertError> {
    let parse = |(i, id): (usize, &String)| {
        id.parse().map_err(|e| ConvertError::new(format!("{field}[{i}]"), Problem::Article(e)))
    };
    ids.iter().enumerate().map(parse).collect()
}

/// Returns the model version in `field`.
///
/// # Errors
/// When it is empty or too long.
pub fn model_version(name: String, field: &str) -> Result<ModelVersion, ConvertError> {
    optional_model(name, field)?.ok_or_else(|| ConvertError::new(field, Problem::Missing))
}

/// Returns the model version in `field`, or `None` when it is empty, which means any.
///
/// # Errors
/// When it is too long.
pub fn optional_model(name: String, field: &str) -> Result<Option<ModelVersion>, ConvertError> {
    Ok(bounded_text(name, field)?.map(ModelVersion::new))
}

/// Returns a text that is stored as it is, or `None` when it is empty.
pub(crate) fn bounded_text(value: String, field: &str) -> Result<Option<String>, ConvertError> {
    if value.len() > MAX_FIELD_BYTES {
        let problem = Problem::TooLong { bytes: value.len(), limit: MAX_FIELD_BYTES };
        return Err(ConvertError::new(field, problem));
    }
    term(value, field)
}

/// Returns the confidence in `field`, or `None` when it is missing.
pub(crate) fn confidence(value: Option<f32>, field: &str) -> Result<Option<f32>, ConvertError> {
    if value.is_some_and(|c| !(0.0..=1.0).contains(&c)) {
        let problem = Problem::OutOfRange("a confidence is from 0 to 1");
        return Err(ConvertError::new(field, problem));
    }
    Ok(value)
}

/// Returns the id in `field`.
pub(crate) fn article_id(id: &str, field: &str) -> Result<ArticleId, ConvertError> {
    id.parse().map_err(|e| ConvertError::new(field, Problem::Article(e)))
}

/// Returns the message in `field`, translated, or `None` when it is missing.
pub(crate) fn optional<W, D>(value: Option<W>, field: &str) -> Result<Option<D>, ConvertError>
where
    D: TryFrom<W, Error = ConvertError>,
{
    value.map(|value| D::try_from(value).map_err(|e| e.inside(field))).transpose()
}

/// Returns the message in `field`, translated and kept apart from what holds it.
pub(crate) fn optional_boxed<W, D>(
    value: Option<W>,
    field: &str,
) -> Result<Option<Box<D>>, ConvertError>
where
    D: TryFrom<W, Error = ConvertError>,
{
    Ok(optional(value, field)?.map(Box::new))
}

/// Returns the messages of a list, translated.
pub(crate) fn each<W, D>(values: Vec<W>, field: &str) -> Result<Vec<D>, ConvertError>
where
    D: TryFrom<W, Error = ConvertError>,
{
    let read = |(i, value)| D::try_from(value).map_err(|e: ConvertError| e.inside_item(field, i));
    let mut read = values.into_iter().enumerate().map(read).collect::<Result<Vec<D>, _>>()?;
    // What comes from the wire has room for more, and most lists are of one.
    read.shrink_to_fit();
    Ok(read)
}

/// Translates the messages of a list on the way out.
pub(crate) fn all<'a, D, W: From<&'a D>>(values: &'a [D]) -> Vec<W> {
    values.iter().map(W::from).collect()
}
