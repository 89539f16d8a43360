//! In what two requests can differ, and every difference that is meant.

use std::collections::BTreeSet;

use wholesale_tests::decode::{Json, Pair, form};
use wholesale_tests::recording_server::Recorded;

use crate::samples::Sample;

/// In what the request of a sample and that of a client differ. `Accept` and `User-Agent` are everybody's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aspect {
    /// The verb of the heading is another.
    HeadingVerb,
    /// The path of the heading is another.
    HeadingPath,
    /// The length in a written-out request is not that of the client's body.
    Length,
    /// curl refuses the sample.
    Runs,
    /// The verb.
    Verb,
    /// The path.
    Path,
    /// The names and values of query and form together, in any order.
    Parameters,
    /// Which of them travel in the query and which in the form.
    Place,
    /// The `Authorization` header.
    Authorization,
    /// The media type of the body.
    ContentType,
    /// The JSON body: numbers exact, members in any order.
    Body,
}

impl Aspect {
    /// Whether it shows although curl refuses the sample.
    pub(crate) fn without_running(&self) -> bool {
        matches!(self, Self::HeadingVerb | Self::HeadingPath | Self::Length | Self::Runs)
    }
}

/// A difference that is meant.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) operation: &'static str,
    pub(crate) aspect: Aspect,
    pub(crate) why: &'static str,
    /// Whether it is gone once the slip of the sample is mended.
    pub(crate) mended: bool,
}

const fn row(operation: &'static str, aspect: Aspect, why: &'static str) -> Row {
    Row { operation, aspect, why, mended: false }
}

const fn slip(operation: &'static str, aspect: Aspect, why: &'static str) -> Row {
    Row { operation, aspect, why, mended: true }
}

const IN_THE_BODY: &str =
    "what a LogicBoxes POST carries, the key included, travels in its form body: an address is logged";
const NO_FORM: &str = "the sample has no body and so no media type; ours is a form";
const BLANKED: &str =
    "the page's mail protection blanked out `username=` with an address; curl takes [..] for a pattern";

/// Every difference between the documents and the clients that is meant, with its reason.
pub(crate) const ON_PURPOSE: &[Row] = &[
    slip(
        "netnut allocate_traffic",
        Aspect::Body,
        "the sample has the list of all products as one text, a placeholder; one of them is sent",
    ),
    row("netnut allocate_traffic", Aspect::Length, "the length is that of the body with the placeholder"),
    slip(
        "iproyal create_sub_user",
        Aspect::Body,
        "the sample has a comma after the last member, which is not JSON; the members are the same",
    ),
    row("iproyal update_sub_user", Aspect::HeadingVerb, "HTTP has no verb UPDATE; the sample sends PUT, and so do we"),
    row(
        "iproyal delete_sub_user",
        Aspect::ContentType,
        "the sample names a media type and has no body; ours is left out with the body",
    ),
    row(
        "neucrm list_wallet_transactions",
        Aspect::Path,
        "the sample calls credits_usage, which is stale; the heading has wallet_txn, and so do we",
    ),
    row(
        "logicboxes activate_free_email",
        Aspect::Path,
        "the only sample that ends in .xml; only JSON is read, and clients call it as .json",
    ),
    row("logicboxes activate_free_email", Aspect::Place, IN_THE_BODY),
    row("logicboxes activate_free_email", Aspect::ContentType, NO_FORM),
    row("logicboxes change_customer_password", Aspect::Place, IN_THE_BODY),
    row("logicboxes change_customer_password", Aspect::ContentType, NO_FORM),
    row("logicboxes modify_customer", Aspect::Place, IN_THE_BODY),
    row("logicboxes modify_customer", Aspect::ContentType, NO_FORM),
    slip("logicboxes modify_customer", Aspect::Runs, BLANKED),
    slip("logicboxes generate_token", Aspect::Runs, BLANKED),
];

/// The listed differences of a sample.
pub(crate) fn listed(operation: &str) -> impl Iterator<Item = &'static Row> {
    ON_PURPOSE.iter().filter(move |row| row.operation == operation)
}

/// What the heading of a sample, or the length written in it, says otherwise.
pub(crate) fn from_heading(sample: &Sample, ours: &Recorded) -> BTreeSet<Aspect> {
    let path = sample.path.map(|path| sample.fill_in(path));
    let length = sample.line.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let differing = [
        (Aspect::HeadingVerb, sample.verb != ours.method),
        (Aspect::HeadingPath, path.is_some_and(|path| ours.path().strip_prefix("/v1").unwrap_or(ours.path()) != path)),
        (Aspect::Length, length.is_some_and(|length| length != ours.body.len().to_string())),
    ];
    those(differing)
}

/// In what two requests differ.
pub(crate) fn between(curl: &Recorded, ours: &Recorded) -> BTreeSet<Aspect> {
    let [(curl_query, curl_form), (our_query, our_form)] =
        [curl, ours].map(|request| (pairs(request.query()), form_of(request)));
    let (curl_all, our_all) = (sorted(&curl_query, &curl_form), sorted(&our_query, &our_form));
    let same_parameters = curl_all == our_all;
    let same_place = sorted(&curl_query, &[]) == sorted(&our_query, &[]);
    let differing = [
        (Aspect::Verb, curl.method != ours.method),
        (Aspect::Path, curl.path() != ours.path()),
        (Aspect::Parameters, !same_parameters),
        (Aspect::Place, same_parameters && !same_place),
        (Aspect::Authorization, curl.header("authorization") != ours.header("authorization")),
        (Aspect::ContentType, curl.header("content-type") != ours.header("content-type")),
        (Aspect::Body, json_of(curl) != json_of(ours)),
    ];
    those(differing)
}

fn those<const N: usize>(differing: [(Aspect, bool); N]) -> BTreeSet<Aspect> {
    differing.into_iter().filter(|(_, differs)| *differs).map(|(aspect, _)| aspect).collect()
}

fn pairs(encoded: &str) -> Vec<Pair> {
    form(encoded).unwrap_or_else(|| panic!("not a query or form: {encoded}"))
}

fn is_form(request: &Recorded) -> bool {
    request.header("content-type") == Some("application/x-www-form-urlencoded")
}

fn form_of(request: &Recorded) -> Vec<Pair> {
    if is_form(request) { pairs(request.text().expect("UTF-8")) } else { Vec::new() }
}

/// The body that is no form: as JSON where it is that, else as it is.
fn json_of(request: &Recorded) -> Result<Json, Vec<u8>> {
    if is_form(request) {
        return Err(Vec::new());
    }
    request.text().and_then(Json::read).map(Json::sorted).ok_or_else(|| request.body.clone())
}

fn sorted<'a>(query: &'a [Pair], form: &'a [Pair]) -> Vec<&'a Pair> {
    let mut all: Vec<&Pair> = query.iter().chain(form).collect();
    all.sort();
    all
}
