//! The commands: what reads, writes and runs.

pub(crate) mod bench;
pub(crate) mod codegen;
pub(crate) mod lint;
pub(crate) mod new_provider;
pub(crate) mod scaling;
pub(crate) mod soak;
pub(crate) mod test;
pub(crate) mod workspace;
