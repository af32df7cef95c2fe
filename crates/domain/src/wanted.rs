//! Whether somebody still waits for what is being worked out. What takes long asks now and then, and ends
//! early when nobody does. Knows nothing of who waits, nor of time.

/// Nobody waits for it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abandoned;

/// Asked now and then by what takes long; an error when nobody waits for the result any more. It must be quick,
/// and once it has been an error it stays one.
pub type Wanted<'a> = &'a dyn Fn() -> Result<(), Abandoned>;

/// The answer of somebody who waits until the end.
///
/// # Errors
/// Never.
pub fn always_wanted() -> Result<(), Abandoned> {
    Ok(())
}
