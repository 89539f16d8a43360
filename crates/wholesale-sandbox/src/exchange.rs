//! One request and its answer: the journal, the faults and the provider, in that order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header;
use http::request::Parts;
use http_body_util::{BodyExt, Limited};
use hyper::Request;
use hyper::body::{Body, Bytes, Incoming};
use tokio::sync::watch;

use crate::answer::{Answer, AnswerBody, respond};
use crate::call::{Call, Fields, Inbound};
use crate::ending::Ending;
use crate::faults::Fault;
use crate::journal::Outcome;
use crate::json::Json;
use crate::plans::{Gate, Stage, Struck};
use crate::provider::Provider;
use crate::routes::{Handled, Place, Route, methods};
use crate::state::{World, fields};

/// The world, shared by the connections and the guard.
#[derive(Debug)]
pub(crate) struct Shared(pub(crate) Mutex<World>);

impl Shared {
    /// A test that panicked while it held the lock has not broken anything in here.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No request of these APIs comes near.
const LONGEST_BODY: usize = 16 * 1024 * 1024;

type Response = http::Response<AnswerBody>;

/// A request that was read, and where it goes.
struct Visit {
    inbound: Arc<Inbound>,
    place: Place,
    fields: Fields,
    route: Option<&'static Route>,
    number: u64,
    generation: u64,
}

/// Answers a request, or says how the connection ends instead.
pub(crate) async fn exchange(shared: &Shared, request: Request<Incoming>) -> Result<Response, Ending> {
    let (head, body) = request.into_parts();
    let place = Place::of(head.method.as_str(), head.uri.path());
    if let Some(ending) = before_reading(shared, &head, &place) {
        return Err(ending);
    }
    let body = match body.is_end_stream() {
        true => Bytes::new(),
        false => match Limited::new(body, LONGEST_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(_) => return Err(Ending::Reset),
        },
    };
    let inbound = Inbound::new(&head, &body);
    let fields = place.provider.map(|provider| fields(provider, &inbound)).unwrap_or_default();
    let route = place.route(&Call { inbound: &inbound, key: place.key(inbound.path()), fields: &fields });
    let inbound = Arc::new(inbound);

    let (visit, struck) = {
        let mut world = shared.world();
        let operation = route.map(|route| route.operation);
        let struck = match place.provider {
            Some(provider) => world.plans.strike(Stage::Whole, provider, operation.as_slice()),
            None => Struck::default(),
        };
        let number = world.journal.arrive(&inbound, place.provider, operation, struck.names.clone());
        let visit = Visit { inbound, place, fields, route, number, generation: world.generation };
        if struck.names.is_empty() {
            // The usual way, under one lock.
            return Ok(visit.answer(&mut world).into_response());
        }
        (visit, struck)
    };
    if !struck.delay.is_zero() {
        tokio::time::sleep(struck.delay).await;
    }
    visit.meet(shared, struck.fault).await
}

/// What happens to a request of which only the method and the path are known.
fn before_reading(shared: &Shared, head: &Parts, place: &Place) -> Option<Ending> {
    let provider = place.provider?;
    let mut world = shared.world();
    if world.plans.is_empty() {
        return None;
    }
    let operations: Vec<_> = place.routes.iter().map(|route| route.operation).collect();
    let struck = world.plans.strike(Stage::Head, provider, &operations);
    struck.fault?;
    let unread = Arc::new(Inbound::new(head, &[]));
    world.journal.arrive(&unread, Some(provider), operations.last().copied(), struck.names);
    Some(Ending::Reset)
}

impl Visit {
    /// Lets one fault happen to the request, or none.
    async fn meet(self, shared: &Shared, fault: Option<(Fault, watch::Receiver<Gate>)>) -> Result<Response, Ending> {
        let Some((fault, gate)) = fault else {
            return self.work(shared).map(Answer::into_response);
        };
        // No path leads here without a provider: without one there is no fault.
        let provider = self.place.provider.unwrap_or(Provider::Iproyal);
        if let Some(answer) = fault.answer(provider) {
            self.finish(shared, Some(answer.status), false);
            return Ok(answer.into_response());
        }
        if fault == Fault::Hang {
            opened(gate).await?;
            return self.work(shared).map(Answer::into_response);
        }
        if let Fault::HugeBody { bytes } = fault {
            self.finish(shared, Some(200), false);
            let headers = vec![(header::CONTENT_TYPE, crate::answer::JSON.into())];
            return Ok(respond(200, headers, AnswerBody::Long { bytes, sent: 0 }));
        }
        if !fault.applies() {
            self.finish(shared, None, false);
            return Err(Ending::Reset);
        }
        let (answer, applied) = self.outcome(shared)?;
        match fault {
            Fault::AppliedThenStatus(status) => {
                self.finish(shared, Some(status), applied);
                Ok(Answer::empty(status).into_response())
            }
            Fault::AppliedThenHang => {
                self.finish(shared, None, applied);
                opened(gate).await?;
                self.finish(shared, Some(answer.status), applied);
                Ok(answer.into_response())
            }
            Fault::MalformedJson => {
                self.finish(shared, Some(answer.status), applied);
                let body = [&answer.body, b"}{".as_slice()].concat();
                Ok(with_a_body(answer, body).into_response())
            }
            Fault::InvalidUtf8 => {
                self.finish(shared, Some(answer.status), applied);
                let body = spoiled(&answer.body);
                Ok(with_a_body(answer, body).into_response())
            }
            Fault::TruncatedJson => {
                self.finish(shared, Some(answer.status), applied);
                let (whole, half) = (answer.body.len().max(2), answer.body.slice(..answer.body.len() / 2));
                let answer = with_a_body(answer, Vec::new());
                Err(Ending::Close(answer.to_wire(Some(whole), &half).into()))
            }
            Fault::NoContentLength => {
                self.finish(shared, Some(answer.status), applied);
                Err(Ending::Close(answer.to_wire(None, &answer.body).into()))
            }
            Fault::SlowDrip { pause } => {
                self.finish(shared, Some(answer.status), applied);
                let bytes = answer.to_wire(Some(answer.body.len()), &answer.body).into();
                Err(Ending::Drip { bytes, pause })
            }
            _ => {
                self.finish(shared, None, applied);
                Err(Ending::Reset)
            }
        }
    }

    /// The provider's work and its answer, written down. A world that started over meanwhile is not touched.
    fn work(&self, shared: &Shared) -> Result<Answer, Ending> {
        let mut world = shared.world();
        if world.generation != self.generation {
            return Err(Ending::Reset);
        }
        Ok(self.answer(&mut world))
    }

    fn answer(&self, world: &mut World) -> Answer {
        let handled = self.handle(world);
        let applied = handled.is_ok();
        let (Ok(answer) | Err(answer)) = handled;
        world.journal.finish(self.number, &Outcome { status: Some(answer.status), applied });
        answer
    }

    /// The provider's work, its answer still to be spoiled.
    fn outcome(&self, shared: &Shared) -> Result<(Answer, bool), Ending> {
        let mut world = shared.world();
        if world.generation != self.generation {
            return Err(Ending::Reset);
        }
        let handled = self.handle(&mut world);
        let applied = handled.is_ok();
        let (Ok(answer) | Err(answer)) = handled;
        Ok((answer, applied))
    }

    fn finish(&self, shared: &Shared, status: Option<u16>, applied: bool) {
        let mut world = shared.world();
        if world.generation == self.generation {
            world.journal.finish(self.number, &Outcome { status, applied });
        }
    }

    fn handle(&self, world: &mut World) -> Handled {
        let inbound = &*self.inbound;
        let path = inbound.path();
        match (self.place.provider, self.route) {
            (None, _) => Err(unknown(path, "no provider of the sandbox has this path")),
            (Some(provider), Some(route)) => {
                let call = Call { inbound, key: self.place.key(path), fields: &self.fields };
                world.run(provider, route, &call)
            }
            (Some(_), None) => Err(match methods(path).as_slice() {
                [] => unknown(path, "the sandbox knows no operation with this path"),
                methods => other_methods(inbound, methods),
            }),
        }
    }
}

/// Waits until a plan is released. A plan that is forgotten breaks the connection.
async fn opened(mut gate: watch::Receiver<Gate>) -> Result<(), Ending> {
    match gate.wait_for(|gate| *gate == Gate::Open).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Ending::Reset),
    }
}

/// Gives an answer a body; one that has none by its status becomes a 200.
fn with_a_body(mut answer: Answer, body: Vec<u8>) -> Answer {
    if answer.status == 204 {
        answer.status = 200;
    }
    answer.with_body(body)
}

/// The body with a byte that is not UTF-8, inside its first text if there is one.
fn spoiled(body: &[u8]) -> Vec<u8> {
    let at = body.iter().position(|byte| *byte == b'"').map_or(body.len(), |quote| quote + 1);
    [&body[..at], &[0xff], &body[at..]].concat()
}

fn unknown(path: &str, why: &'static str) -> Answer {
    let message = format!("{why}; see FIDELITY in the documentation of wholesale-sandbox for those it knows");
    let body = Json::map([("path", path.to_owned().into()), ("message", message.into())]);
    Answer::json(501, &body)
}

fn other_methods(inbound: &Inbound, methods: &[&str]) -> Answer {
    let message = format!("this path takes {}, not {}", methods.join(" or "), inbound.method);
    let path = inbound.path().to_owned();
    let body = Json::map([("path", path.into()), ("message", message.into())]);
    Answer::json(405, &body).with_header(header::ALLOW, methods.join(", "))
}
