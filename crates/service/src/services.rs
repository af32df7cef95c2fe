//! The gRPC services that one server answers for, with health and reflection beside them.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware;
use axum::response::IntoResponse;
use q7x2_keys::Role;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::Request;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};

use crate::budget::Budget;
use crate::guard::Access;
use crate::rpc::{self, Rules};
use crate::{ServeError, ServeOptions};

/// The most that one call holds of what it sent unless a service says otherwise, in bytes: the
/// largest message.
const REQUEST_BYTES: u64 = 64 << 20;

/// The longest question about health, in bytes: it names a service, and strangers may ask it.
const HEALTH_REQUEST_BYTES: usize = 4 << 10;

/// A set of gRPC services.
pub struct Services {
    descriptors: &'static [u8],
    routes: Routes,
    names: Vec<&'static str>,
    access: Vec<(&'static str, &'static [Role])>,
    request_bytes: u64,
    answer_timeout: Option<Duration>,
}

impl Services {
    /// Returns an empty set; `descriptors` is the encoded descriptor set of what will be added.
    pub fn new(descriptors: &'static [u8]) -> Self {
        Self {
            descriptors,
            routes: Routes::default(),
            names: Vec::new(),
            access: Vec::new(),
            request_bytes: REQUEST_BYTES,
            answer_timeout: None,
        }
    }

    /// Says who may call what, where tokens are asked for. Methods that are not named are for nobody.
    #[must_use]
    pub fn allow(mut self, access: Access) -> Self {
        self.access.extend_from_slice(access);
        self
    }

    /// Says how many bytes one call holds at most of what it sent: of a stream, what is not done with.
    #[must_use]
    pub fn request_bytes(mut self, most: u64) -> Self {
        self.request_bytes = most;
        self
    }

    /// Says how long an answer of these services may take to begin, where that is longer than usual.
    #[must_use]
    pub fn answer_timeout(mut self, longest: Duration) -> Self {
        self.answer_timeout = Some(longest);
        self
    }

    /// Adds a generated server.
    #[must_use]
    pub fn with<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.routes = self.routes.add_service(service);
        self.names.push(S::NAME);
        self
    }

    /// Returns the routes, health and reflection included, and what reports the health. Calls are held
    /// to what `options` say.
    pub(crate) async fn into_routes(
        self,
        options: &ServeOptions,
    ) -> Result<(Routes, Health), ServeError> {
        let described = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(self.descriptors)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        // Older clients, Python's among them, ask for the version before the first.
        let (reflection, older) = (described().build_v1()?, described().build_v1alpha()?);
        let (reporter, health_server) = health_reporter();
        let health_server = health_server.max_decoding_message_size(HEALTH_REQUEST_BYTES);
        let health = Health { reporter, names: self.names };
        health.report(ServingStatus::Serving).await;
        let routes =
            self.routes.add_service(health_server).add_service(reflection).add_service(older);
        let rules = Rules {
            answer_timeout: self.answer_timeout.unwrap_or(options.answer_timeout),
            guard: options.guard.clone(),
            access: self.access,
            budget: Budget::new(options.bytes),
            request_bytes: self.request_bytes,
        };
        let observe = middleware::from_fn_with_state(Arc::new(rules), rpc::observe);
        let router = routes.into_axum_router().layer(observe);
        Ok((Routes::from(router).prepare(), health))
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.names).finish()
    }
}

/// The health of each service and of the whole.
pub(crate) struct Health {
    reporter: HealthReporter,
    names: Vec<&'static str>,
}

impl Health {
    /// Tells clients that nothing new should be sent here.
    pub(crate) async fn stop(&self) {
        self.report(ServingStatus::NotServing).await;
    }

    async fn report(&self, status: ServingStatus) {
        // The empty name is the server as a whole.
        for name in self.names.iter().chain(&[""]) {
            self.reporter.set_service_status(name, status).await;
        }
    }
}
