//! Who may call what. A call shows a token; the token has roles; a method wants one of some roles. A
//! method that nobody said anything about is for nobody. What is refused is logged, without the
//! token.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use metrics::{counter, describe_counter};
use q7x2_keys::{Caller, Role, Tokens};
use tonic::Status;

use crate::acceptor::CUT;
use crate::connections::Connection;
use crate::limits::{CallLimits, Permit, Usage};
use crate::sparing::{SparingBy, network};

/// How many calls were refused, by reason.
const REFUSED: &str = "q7x2_refused_calls_total";

/// Who may call which method: its path, as `/q7x2.v1.QueryService/GetStatement`, and the roles of
/// which one is enough.
pub type Access = &'static [(&'static str, &'static [Role])];

/// The health service: it tells that the service is well and nothing else, so it is for everybody.
const HEALTH: &str = "/grpc.health.v1.Health/";

/// Reflection: it tells what the contract says, for everybody with a token.
const REFLECTION: &str = "/grpc.reflection.";

/// Says what the metrics of refused calls are.
pub(crate) fn describe() {
    describe_counter!(REFUSED, "Calls that were refused, by reason");
}

/// Tells whether the method at `path` is for everybody, with a token or without.
pub(crate) fn is_open(path: &str) -> bool {
    path.starts_with(HEALTH)
}

/// Checks tokens.
#[derive(Debug)]
pub struct Guard {
    tokens: Tokens,
    usage: Usage,
    told: Told,
}

/// Of whose refusals the log tells, by what they are refused for: strangers leave room for callers.
#[derive(Debug, Default)]
struct Told {
    callers: SparingBy<(Arc<str>, &'static str)>,
    strangers: SparingBy<(Option<IpAddr>, &'static str)>,
}

impl Told {
    /// Returns how many refusals were left out since the last of this kind was told; `None` when this one is
    /// to be left out.
    fn now(
        &self,
        caller: Option<&Caller>,
        peer: Option<IpAddr>,
        reason: &'static str,
    ) -> Option<u64> {
        match caller {
            Some(caller) => self.callers.now((Arc::clone(&caller.name), reason)),
            None => self.strangers.now((peer.map(network), reason)),
        }
    }
}

impl Guard {
    /// Returns a guard that knows these tokens and lets each ask for so much.
    pub fn new(tokens: Tokens, limits: CallLimits) -> Self {
        Self { tokens, usage: Usage::new(limits), told: Told::default() }
    }

    /// Lets a call of the method at `path` in. Returns who calls, and that the call is in progress;
    /// nothing for what is open to everybody.
    pub(crate) fn admit(
        &self,
        path: &str,
        access: &[(&'static str, &'static [Role])],
        headers: &HeaderMap,
        connection: Option<&Arc<Connection>>,
    ) -> Result<Option<(Caller, Permit)>, Box<Status>> {
        if is_open(path) {
            return Ok(None);
        }
        let refuse = |reason: &'static str, caller: Option<&Caller>, status: Status| {
            counter!(REFUSED, "reason" => reason).increment(1);
            if caller.is_none() && connection.is_some_and(|connection| connection.refuse()) {
                counter!(CUT, "reason" => "refused").increment(1);
            }
            let peer = connection.and_then(|connection| connection.peer());
            if let Some(left_out) = self.told.now(caller, peer.map(|peer| peer.ip()), reason) {
                let peer = peer.map(tracing::field::display);
                let caller = caller.map(|caller| &*caller.name);
                tracing::warn!(method = path, peer, caller, reason, left_out, "refused a call");
            }
            Box::new(status)
        };
        let Some(header) = headers.get(AUTHORIZATION) else {
            let message = "this service wants a token; give one with Q7X2_TOKEN or --token-file";
            return Err(refuse("no token", None, Status::unauthenticated(message)));
        };
        let Some(caller) = bearer(header).and_then(|token| self.tokens.caller(token)) else {
            let message = "this service does not know the token; it may have been replaced: ask for \
                           another, or add it with `q7x2 keys token`";
            return Err(refuse("unknown token", None, Status::unauthenticated(message)));
        };
        // Before it is known whether the role will do: what is refused costs, too.
        let permit = match self.usage.begin(&caller.name, Instant::now()) {
            Ok(permit) => permit,
            Err(status) => return Err(refuse("limit", Some(&caller), *status)),
        };
        if !path.starts_with(REFLECTION) {
            let wanted = access.iter().find(|(method, _)| *method == path);
            let wanted = wanted.map_or(&[][..], |(_, roles)| roles);
            if !caller.may(wanted) {
                let status = not_for(&caller, path, wanted);
                return Err(refuse("role", Some(&caller), status));
            }
        }
        Ok(Some((caller, permit)))
    }
}

/// Returns the token of an `authorization: Bearer …` header.
fn bearer(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn not_for(caller: &Caller, path: &str, wanted: &[Role]) -> Status {
    let method = path.rsplit('/').next().unwrap_or_default();
    let Caller { name, roles } = caller;
    let wanted: Vec<&str> = wanted.iter().map(|role| role.word()).collect();
    Status::permission_denied(if wanted.is_empty() {
        format!("{method} is for no token")
    } else {
        format!(
            "{method} wants a token with the role {}; that of \"{name}\" has {roles}: give another, or \
             make one with `q7x2 keys token`",
            wanted.join(" or ")
        )
    })
}

#[cfg(test)]
mod tests {
    use q7x2_keys::Roles;
    use tonic::Code;

    use super::*;
    use crate::connections::MOST_REFUSED;

    /// Returns a guard that knows one reader, and that reader's token.
    fn guard(limits: CallLimits) -> (Guard, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let roles = Roles::default().and(Role::Reader);
        let token = q7x2_keys::init::token(folder.path(), "clerk", roles).expect("made");
        let token = std::fs::read_to_string(token).expect("a token");
        let tokens = Tokens::open(&folder.path().join("tokens")).expect("tokens");
        (Guard::new(tokens, limits), format!("Bearer {}", token.trim()))
    }

    const ACCESS: [(&str, &[Role]); 1] = [("/test.Desk/Edit", &[Role::Editor])];

    fn code(guard: &Guard, token: &str, connection: Option<&Arc<Connection>>) -> Option<Code> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(token).expect("a header"));
        let admitted = guard.admit("/test.Desk/Edit", &ACCESS, &headers, connection);
        admitted.err().map(|status| status.code())
    }

    #[test]
    fn what_is_refused_for_a_role_counts_too() {
        let (guard, token) = guard(CallLimits { per_second: 2, at_once: 10 });
        let code = || code(&guard, &token, None);
        assert_eq!((code(), code()), (Some(Code::PermissionDenied), Some(Code::PermissionDenied)));
        assert_eq!(code(), Some(Code::ResourceExhausted));
    }

    #[test]
    fn whoever_is_unknown_again_and_again_is_cut_and_nobody_else() {
        let (guard, token) = guard(CallLimits::default());
        let all = tokio_util::sync::CancellationToken::new();
        let (stranger, caller) = (Connection::new(None, &all), Connection::new(None, &all));
        for _ in 0..MOST_REFUSED {
            assert!(!stranger.cut().is_cancelled());
            let refused = code(&guard, "Bearer none", Some(&stranger));
            assert_eq!(refused, Some(Code::Unauthenticated));
            code(&guard, &token, Some(&caller));
        }
        assert!(stranger.cut().is_cancelled());
        assert!(!caller.cut().is_cancelled());
    }

    #[test]
    fn a_refusal_is_told_however_noisy_others_are() {
        let told = Told::default();
        let caller = |name: &str| Caller { name: name.into(), roles: Roles::default() };
        let (noisy, other) = (caller("noisy"), caller("other"));
        let peer = |last: u8| Some(IpAddr::from([192, 0, 2, last]));
        assert_eq!(told.now(Some(&noisy), peer(1), "limit"), Some(0));
        assert_eq!(told.now(Some(&noisy), peer(2), "limit"), None);
        assert_eq!(told.now(Some(&noisy), peer(1), "role"), Some(0), "for something else");
        assert_eq!(told.now(Some(&other), peer(1), "limit"), Some(0), "another caller");
        for stranger in 0..=255 {
            told.now(None, peer(stranger), "no token");
        }
        assert_eq!(told.now(Some(&caller("third")), peer(1), "role"), Some(0));
    }
}
