//! A profile as the last place that the runtime looks in.

use std::path::PathBuf;

use wholesale_runtime::{Fallback, Secret};

use super::profile::Profile;

/// A profile, or the place where there could be one.
#[derive(Debug)]
pub(super) struct ProfileOf {
    pub(super) name: String,
    pub(super) profile: Option<Profile>,
    pub(super) folder: PathBuf,
    pub(super) place: String,
}

impl Fallback for ProfileOf {
    fn place(&self) -> String {
        self.place.clone()
    }

    fn credential(&self, name: &str) -> Result<Option<Secret>, String> {
        let value = self.profile.as_ref().and_then(|profile| profile.credentials.get(name));
        let read = value.map(|value| value.read(&self.folder));
        read.transpose().map_err(|what| format!("`{name}` of the profile `{}` {what}", self.name))
    }

    fn base_url(&self) -> Option<String> {
        self.profile.as_ref()?.base_url.clone()
    }
}
