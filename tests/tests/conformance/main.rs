//! The facade's table of capabilities against the sandbox: the same trial for every provider, driven by the table.
//!
//! Every line is tried out: what is claimed is done and leaves the right state; what is not is refused with its reason before
//! anything is sent, and could not be done if the table let it. So a claim that fails breaks this suite, and one that is
//! removed does too. That it does is tested for each line in turn.
#![expect(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

mod claims;
mod pages;
mod trial;
mod verdict;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use wholesale::{AccountUpdate, Action, Argument, Capabilities, Support};
use wholesale_sandbox::{NetnutEnvelope, Sandbox};
use wholesale_tests::customers::{self, CONTACT_FIELDS};

use claims::flipped;
use verdict::{Court, titled};

/// `docs/capabilities.json`, which codegen writes from the same file as the table that is compiled in.
fn written() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/capabilities.json");
    let json: Value = serde_json::from_str(&fs::read_to_string(file).expect("the file")).expect("JSON");
    json["providers"].clone()
}

fn lines(written: &Value, provider: &str) -> Vec<Value> {
    written[provider].as_array().cloned().unwrap_or_else(|| panic!("no lines of {provider}"))
}

/// The operations of each action of a provider, as the table names them.
fn operations(written: &Value, provider: &str) -> BTreeMap<String, Vec<String>> {
    let of_actions = lines(written, provider).into_iter().filter(|line| line["argument"].is_null());
    of_actions
        .map(|line| {
            let ids = line["operations"].as_array().into_iter().flatten().filter_map(Value::as_str);
            (line["action"].as_str().expect("an action").to_owned(), ids.map(str::to_owned).collect())
        })
        .collect()
}

async fn court(provider: &'static str) -> Court {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    Court::of(provider, sandbox, operations(&written(), provider))
}

/// Every provider, and NetNut once more as a client in production was seen to read it.
async fn courts() -> Vec<Court> {
    let mut courts = Vec::new();
    for provider in Sandbox::providers() {
        courts.push(court(provider).await);
    }
    let other = Sandbox::builder().netnut_envelope(NetnutEnvelope::Object).start().await.expect("a sandbox");
    courts.push(Court::of("netnut", other, operations(&written(), "netnut")));
    courts
}

#[tokio::test]
async fn every_line_of_every_table_is_as_it_says() {
    let mut wrong = Vec::new();
    for court in courts().await {
        let (provider, accounts) = (court.provider, court.truth());
        let mut judged = 0;
        for line in court.capabilities.iter() {
            judged += 1;
            if let Err(what) = court.verdict(line, accounts.as_ref()).await {
                wrong.push(format!("{}: {what}", titled(provider, line)));
            }
        }
        assert_eq!(judged, lines(&written(), provider).len(), "no line of {provider} is left untried");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_line_can_be_turned_into_its_opposite() {
    let mut unnoticed = Vec::new();
    for court in courts().await {
        for line in court.capabilities.iter() {
            let table = flipped(&court.capabilities, line);
            let claimed = table.iter().find(|claimed| claims::subject(claimed) == claims::subject(line)).expect("it");
            assert_ne!(claimed.is_yes(), line.is_yes());
            let verdict = court.verdict(claimed, court.claiming(table).as_ref()).await;
            let expected = if claimed.is_yes() { "it is claimed, and" } else { "the adapter can do it: claim it" };
            if !verdict.as_ref().is_err_and(|what| what.contains(expected)) {
                unnoticed.push(format!("{}: {verdict:?}", titled(court.provider, claimed)));
            }
        }
    }
    assert!(unnoticed.is_empty(), "nothing, or something else, breaks when the table says:\n{}", unnoticed.join("\n"));
}

#[test]
fn the_table_that_is_compiled_in_is_the_one_that_is_written_down() {
    let written = written();
    let providers: Vec<&String> = written.as_object().expect("the providers").keys().collect();
    assert!(providers.len() >= Sandbox::providers().len());
    for provider in providers {
        let compiled: Vec<Value> = Capabilities::of_provider(provider)
            .unwrap_or_else(|| panic!("no table of {provider}"))
            .iter()
            .map(|line| serde_json::to_value(line).expect("JSON"))
            .collect();
        let mut lines = lines(&written, provider);
        for line in &mut lines {
            line.as_object_mut().expect("a line").remove("operations");
        }
        assert_eq!(compiled, lines, "{provider}");
    }
}

#[test]
fn what_no_sandbox_plays_is_not_claimed() {
    for (provider, _) in written().as_object().expect("the providers") {
        let capabilities = Capabilities::of_provider(provider).expect("a table");
        let claimed: Vec<String> =
            capabilities.iter().filter(|line| line.is_yes()).map(|line| titled(provider, line)).collect();
        assert!(claimed.is_empty() || Sandbox::providers().contains(&provider.as_str()), "{}", claimed.join("\n"));
    }
}

/// A field of a contact or a detail arrives, or it is refused before anything is sent.
#[tokio::test]
async fn nothing_that_is_given_is_dropped_in_silence() {
    let mut dropped = Vec::new();
    for provider in Sandbox::providers() {
        let court = court(provider).await;
        let accounts = court.truth();
        for (field, value) in CONTACT_FIELDS {
            let value = if *field == "language" || *field == "country" { "de" } else { value };
            let mut new = customers::new_account(provider, "newcomer");
            new.contact = customers::with_field(new.contact, field, value);
            let created = court.fresh().await;
            let outcome = accounts.create(new).await.map(drop);
            dropped.extend(court.lost(outcome, value).map(|what| format!("{provider} create {field}: {what}")));

            let update = AccountUpdate::default().contact(customers::contact(&[(field, value)]));
            court.forget_journal();
            let outcome = accounts.update(&created, update).await;
            dropped.extend(court.lost(outcome, value).map(|what| format!("{provider} update {field}: {what}")));
        }
        let created = court.fresh().await;
        let new = customers::new_account(provider, "newcomer").detail("no_such_detail", "unheard-of");
        let outcome = accounts.create(new).await.map(drop);
        dropped.extend(court.lost(outcome, "unheard-of").map(|what| format!("{provider} create detail: {what}")));
        court.forget_journal();
        let outcome = accounts.update(&created, AccountUpdate::default().detail("no_such_detail", "unheard-of")).await;
        dropped.extend(court.lost(outcome, "unheard-of").map(|what| format!("{provider} update detail: {what}")));
    }
    assert!(dropped.is_empty(), "{}", dropped.join("\n"));
}

/// Every detail that the table mentions is one that the trials give, and the other way round.
#[test]
fn the_table_names_every_detail() {
    for provider in Sandbox::providers() {
        let capabilities = Capabilities::of_provider(provider).expect("a table");
        for line in capabilities.iter().filter(|line| line.argument == Some(Argument::Details)) {
            let Support::Yes { note } = line.support else { continue };
            let note = note.unwrap_or_default();
            for (name, _) in customers::details(provider, line.action == Action::Create) {
                let named = note.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
                assert!(named, "{} does not name {name}: {note}", titled(provider, line));
            }
        }
    }
}
