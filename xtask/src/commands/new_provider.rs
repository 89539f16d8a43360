//! `cargo xtask new-provider NAME`

/// Begins a provider.
pub(crate) fn run(_name: &str) -> Result<(), String> {
    Err("not yet".into())
}
