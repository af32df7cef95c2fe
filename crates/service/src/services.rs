//! The gRPC services that one server answers for, with health and reflection beside them.

use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use axum::middleware;
use axum::response::IntoResponse;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::Request;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};

use crate::{ServeError, rpc};

/// A set of gRPC services.
pub struct Services {
    descriptors: &'static [u8],
    routes: Routes,
    names: Vec<&'static str>,
}

impl Services {
    /// Returns an empty set; `descriptors` is the encoded descriptor set of what will be added.
    pub fn new(descriptors: &'static [u8]) -> Self {
        Self { descriptors, routes: Routes::default(), names: Vec::new() }
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

    /// Returns the routes, health and reflection included, and what reports the health. Answers
    /// that do not begin within `answer_timeout` are given up.
    pub(crate) async fn into_routes(
        self,
        answer_timeout: Duration,
    ) -> Result<(Routes, Health), ServeError> {
        let reflection = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(self.descriptors)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .build_v1()?;
        let (reporter, health_server) = health_reporter();
        let health = Health { reporter, names: self.names };
        health.report(ServingStatus::Serving).await;
        let routes = self.routes.add_service(health_server).add_service(reflection);
        let observe = middleware::from_fn_with_state(answer_timeout, rpc::observe);
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
