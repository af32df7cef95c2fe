//! What to do about a connection that did not come about because of keys. Neither side can know
//! for sure; the causes that the layers below name say enough.

use std::error::Error;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::StatusExt;

/// What the causes of a failure say, in lower case, and what to do about it.
const ADVICE: [(&[&str], &str); 9] = [
    (
        &["inadequate security", "frame with invalid size", "speaks tls"],
        "the service speaks TLS: write https:// in its address and give --ca",
    ),
    (
        &["invalidcontenttype"],
        "the service does not speak TLS: write http:// in its address, or give it --tls-cert",
    ),
    (
        &["certificaterequired", "certificate required"],
        "the service asks for a certificate: give --client-cert and --client-key",
    ),
    (
        // The alert says no more of a certificate that is not valid yet.
        &["alert: certificateexpired"],
        "the client's certificate has run out: make a new one with `q7x2 keys init --renew`; or it is \
         not valid yet: set the clocks of both machines right",
    ),
    (
        &["not valid yet", "notvalidyet"],
        "the service's certificate is not valid yet: set the clocks of both machines right",
    ),
    (
        &["certificate expired", "certificateexpired", ": expired"],
        "the service's certificate has run out: renew it where the service runs, with `q7x2 keys init \
         --renew`",
    ),
    (
        // All CAs that `q7x2 keys init` makes have one name, so another's seems to have signed badly.
        &["unknownissuer", "badsignature"],
        "the service's certificate was not signed by the CA that was given: give --ca the file of the CA \
         that signed it, which is ca.pem beside the service's keys",
    ),
    (
        &[
            "alert: unknownca",
            "alert: badcertificate",
            "alert: decrypterror",
            "alert: certificateunknown",
        ],
        "the service does not take this client's certificate: give --client-cert one that its CA has \
         signed",
    ),
    (
        &["not valid for name", "notvalidforname"],
        "the service's certificate is for another name: use a name that is in it, or make one for this \
         name with `q7x2 keys init --renew --host NAME`",
    ),
];

/// Returns what to do about a call that failed because of keys; `None` for other failures.
pub fn advice(status: &Status) -> Option<&'static str> {
    let said = said(status);
    let speaks_of = |words: &[&str]| words.iter().any(|word| said.contains(word));
    ADVICE.iter().find(|(words, _)| speaks_of(words)).map(|(_, advice)| *advice)
}

/// What is said of a server that took a connection and never spoke on it.
pub(super) const MUTE: &str = "it took the connection and said nothing";

/// What the causes of a call say that ended because nothing was heard for too long, in lower case.
const SILENT: [&str; 3] = ["timeout expired", "keep-alive timed out", MUTE];

/// Tells whether a call was given up because nothing was heard of the server for too long.
pub fn is_silence(status: &Status) -> bool {
    let said = said(status);
    SILENT.iter().any(|words| said.contains(words))
}

/// Returns when to ask again for what another program keeps locked; `None` for every other failure.
pub fn is_locked(status: &Status) -> Option<Duration> {
    let again = status.get_details_retry_info()?.retry_delay;
    again.filter(|_| status.code() == Code::Unavailable)
}

/// What is said of a server that took a connection and closed it before a word of its own.
pub(super) const CLOSED: &str = "it took the connection and closed it at once";

/// Tells whether a server turned a connection away before a word of its own, as one does that has no room
/// for more.
pub fn is_turned_away(status: &Status) -> bool {
    said(status).contains(CLOSED)
}

/// Returns the message of a status and what its causes say, in lower case.
fn said(status: &Status) -> String {
    let causes = std::iter::successors(status.source(), |&cause| cause.source());
    causes.fold(status.message().to_lowercase(), |said, cause| {
        // Some errors name their kind in their debug form only.
        format!("{said}\n{}", cause.to_string().to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_known_by_its_causes() {
        let mut status = Status::unavailable("tcp connect error");
        assert!(!is_silence(&status));
        let mute = std::io::Error::new(std::io::ErrorKind::TimedOut, MUTE);
        status.set_source(std::sync::Arc::new(mute));
        assert!(is_silence(&status));
        assert!(is_silence(&Status::cancelled("Timeout expired")));
        assert!(!is_silence(&Status::deadline_exceeded("it takes longer than 5 s")));
    }

    #[test]
    fn a_certificate_of_another_ca_or_time_is_told_as_one() {
        let told = |message: &str| advice(&Status::unavailable(message)).expect("advice");
        for signature in ["BadSignature", "UnknownIssuer"] {
            let told = told(&format!("invalid peer certificate: {signature}"));
            assert!(told.contains("give --ca"), "{signature}: {told}");
        }
        let refused = "received fatal alert: ";
        let other = told(&format!("{refused}CertificateUnknown"));
        assert!(other.contains("give --client-cert one that its CA has signed"), "{other}");
        let own = told(&format!("{refused}CertificateExpired"));
        assert!(own.contains("client's certificate") && own.contains("not valid yet"), "{own}");
        let early =
            told("invalid peer certificate: certificate not valid yet: verification time 1");
        assert!(early.contains("service's certificate is not valid yet"), "{early}");
    }

    #[test]
    fn what_is_locked_is_worth_asking_again() {
        use q7x2_domain::PortError;
        let locked = PortError::Locked { what: "the queue", source: "not now".into() };
        assert!(is_locked(&crate::status(&locked)).is_some());
        let away = PortError::Unavailable { what: "the queue", source: "not now".into() };
        assert_eq!(is_locked(&crate::status(&away)), None);
    }

    #[test]
    fn other_failures_have_no_such_advice() {
        for message in ["connection refused", "the store is locked", "deadline has elapsed"] {
            assert_eq!(advice(&Status::unavailable(message)), None, "{message}");
        }
    }
}
