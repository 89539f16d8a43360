//! Reads `wholesale.toml`: who may read it, what is wrong in which line.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::{Config, Origin};

/// Reads a file; a refusal names it.
pub(super) fn read(path: &Path) -> Result<Config, String> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| format!("{shown} cannot be read: {error}");
    let mut file = File::open(path).map_err(unreadable)?;
    // Of the file that is open: another could be put in its place.
    let metadata = file.metadata().map_err(unreadable)?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(unreadable)?;
    let config = parse(&text).map_err(|problem| format!("{shown}, {problem}"))?;
    let holds_secret = config.profiles.iter().any(|(name, profile)| profile.holds_secret(name));
    check_rights(path, &metadata, holds_secret)?;
    Ok(Config { origin: Origin::File(path.to_owned()), ..config })
}

/// Reads a text; a refusal begins with the line. It never repeats what stands there, which may be a secret.
pub(super) fn parse(text: &str) -> Result<Config, String> {
    let config: Config = toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        format!("line {line}: {}", instead(error.message()))
    })?;
    for (name, profile) in &config.profiles {
        if let Some((key, what)) = profile.problem(name) {
            let line = line_of(text, place(text, name, key));
            let subject = key.map_or_else(|| format!("the profile `{name}`"), |key| format!("`{key}` of `{name}`"));
            return Err(format!("line {line}: {subject}: {what}"));
        }
    }
    Ok(config)
}

/// What the parser says, without a value in it and with what to write.
fn instead(message: &str) -> String {
    if let Some((unknown, _)) = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`')) {
        return format!("`{unknown}` stands outside of the profiles; write it below `[profiles.NAME]`");
    }
    if message.starts_with("invalid ") && message.contains(", expected ") {
        let quotes = message.starts_with("invalid type: ") || message.starts_with("invalid value: ");
        let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected).filter(|_| quotes);
        return expected.map_or_else(|| message.to_owned(), |expected| format!("here goes {expected}"));
    }
    message.to_owned()
}

/// Where a profile, or one of its settings, begins.
fn place(text: &str, profile: &str, key: Option<&str>) -> usize {
    let Ok(root) = DeTable::parse(text) else { return 0 };
    let profiles = entry(root.get_ref(), "profiles").and_then(|(_, profiles)| profiles.as_table());
    let Some((start, profile)) = profiles.and_then(|profiles| entry(profiles, profile)) else { return 0 };
    let setting = key.and_then(|key| entry(profile.as_table()?, key));
    setting.map_or(start, |(start, _)| start)
}

/// An entry of a table, and where it begins.
fn entry<'a, 'i>(table: &'a DeTable<'i>, name: &str) -> Option<(usize, &'a DeValue<'i>)> {
    let (key, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == name)?;
    Some((key.span().start, value.get_ref()))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Who else may read what is secret, or write what decides where secrets go.
#[cfg(unix)]
fn check_rights(path: &Path, metadata: &Metadata, holds_secret: bool) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;

    let mode = metadata.permissions().mode() & 0o777;
    let shown = path.display();
    if holds_secret && mode & 0o077 != 0 {
        return Err(format!(
            "{shown} holds a secret, and others than its owner have rights to it (mode {mode:03o}); write \
             `chmod 600 {shown}`, or name the secret by {{ file = \"..\" }} or {{ env = \"..\" }}"
        ));
    }
    if mode & 0o002 != 0 {
        return Err(format!(
            "{shown} can be written by everybody (mode {mode:03o}), who can send your credentials elsewhere; write \
             `chmod 600 {shown}`"
        ));
    }
    Ok(())
}

/// Elsewhere rights are not bits that could be read.
#[cfg(not(unix))]
fn check_rights(_: &Path, _: &Metadata, _: bool) -> Result<(), String> {
    Ok(())
}
