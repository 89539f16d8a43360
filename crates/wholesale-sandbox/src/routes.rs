//! Which operation a request asks for: every provider has a table of these and one function per row.

use std::ops::Range;

use crate::answer::Answer;
use crate::call::Call;
use crate::iproyal::accounts as iproyal;
use crate::logicboxes::routes as logicboxes;
use crate::netnut::accounts as netnut;
use crate::neucrm::resellers as neucrm;
use crate::provider::Provider;
use crate::state::World;

/// What became of a request that reached the provider: carried out, or answered with nothing done.
pub(crate) type Handled = Result<Answer, Answer>;

/// Whether an operation asks who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Credentials,
    Open,
}

/// One operation of a provider.
pub(crate) struct Route {
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    /// The path, or what stands in it before the variable segment.
    before: &'static str,
    /// What stands after the variable segment, if there is one.
    after: Option<&'static str>,
    pub(crate) access: Access,
    /// Two operations can share a method and a path; this one is meant only if the request says so.
    pub(crate) only_if: Option<fn(&Call<'_>) -> bool>,
    pub(crate) run: fn(&mut World, &Call<'_>) -> Handled,
}

impl Route {
    /// `{}` in a path stands for one segment that is not empty.
    pub(crate) const fn new(
        operation: &'static str,
        method: &'static str,
        path: &'static str,
        run: fn(&mut World, &Call<'_>) -> Handled,
    ) -> Self {
        let (before, after) = around_the_segment(path);
        Self { operation, method, before, after, access: Access::Credentials, only_if: None, run }
    }

    pub(crate) const fn open(mut self) -> Self {
        self.access = Access::Open;
        self
    }

    pub(crate) const fn only_if(mut self, test: fn(&Call<'_>) -> bool) -> Self {
        self.only_if = Some(test);
        self
    }

    /// Where the variable segment stands if the path is this route's; nowhere, at its start, if it has none.
    fn key(&self, path: &str) -> Option<Range<usize>> {
        let Some(after) = self.after else { return (self.before == path).then_some(0..0) };
        let key = path.strip_prefix(self.before)?.strip_suffix(after)?;
        let start = self.before.len();
        (!key.is_empty() && !key.bytes().any(|byte| byte == b'/')).then(|| start..start + key.len())
    }
}

/// Split once and for all, when the tables are compiled: every request is compared with all routes of its provider.
const fn around_the_segment(path: &'static str) -> (&'static str, Option<&'static str>) {
    let bytes = path.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] == b'{' && bytes[at + 1] == b'}' {
            let (before, rest) = path.split_at(at);
            return (before, Some(rest.split_at(2).1));
        }
        at += 1;
    }
    (path, None)
}

/// What a method and a path can mean.
#[derive(Default)]
pub(crate) struct Place {
    /// Whose path it is.
    pub(crate) provider: Option<Provider>,
    /// The routes, of which the last has no condition; none if there is no operation with this method and path.
    pub(crate) routes: Vec<&'static Route>,
    /// Where in the path the variable segment stands.
    key: Range<usize>,
}

impl Place {
    pub(crate) fn of(method: &str, path: &str) -> Place {
        let Some((provider, rest)) = Provider::of_path(path) else { return Place::default() };
        let mut place = Place { provider: Some(provider), ..Place::default() };
        for route in table(provider) {
            if route.method == method
                && let Some(key) = route.key(rest)
            {
                let before = path.len() - rest.len();
                place.key = before + key.start..before + key.end;
                place.routes.push(route);
            }
        }
        place
    }

    /// The variable segment of the path this place was found with.
    pub(crate) fn key<'a>(&self, path: &'a str) -> &'a str {
        path.get(self.key.clone()).unwrap_or("")
    }

    /// The route that the request as a whole means.
    pub(crate) fn route(&self, call: &Call<'_>) -> Option<&'static Route> {
        self.routes.iter().copied().find(|route| route.only_if.is_none_or(|test| test(call)))
    }
}

/// The methods that a path has.
pub(crate) fn methods(path: &str) -> Vec<&'static str> {
    let Some((provider, rest)) = Provider::of_path(path) else { return Vec::new() };
    let mut methods: Vec<_> =
        table(provider).iter().filter(|route| route.key(rest).is_some()).map(|route| route.method).collect();
    methods.sort_unstable();
    methods.dedup();
    methods
}

pub(crate) fn table(provider: Provider) -> &'static [Route] {
    match provider {
        Provider::Iproyal => iproyal::ROUTES,
        Provider::Netnut => netnut::ROUTES,
        Provider::Neucrm => neucrm::ROUTES,
        Provider::Logicboxes => logicboxes::ROUTES,
    }
}

/// Every operation there is.
pub(crate) fn operations() -> impl Iterator<Item = (Provider, &'static str)> {
    Provider::ALL.into_iter().flat_map(|provider| table(provider).iter().map(move |route| (provider, route.operation)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_one_segment_and_not_empty() {
        let key = |path: &'static str| {
            let place = Place::of("GET", path);
            place.routes.first().map(|route| (route.operation, place.key(path)))
        };
        assert_eq!(key("/netnut/v1/customer/sub-user/7"), Some(("get_sub_user", "7")));
        assert_eq!(key("/netnut/v1/customer/sub-user/"), Some(("list_sub_users", "")));
        assert_eq!(key("/netnut/v1/customer/sub-user/7/8"), None);
        assert_eq!(key("/netnut/v1/customer/sub-user"), None);
    }

    #[test]
    fn of_routes_that_share_a_path_the_last_has_no_condition() {
        for provider in Provider::ALL {
            for route in table(provider) {
                let segment = route.after.map(|after| format!("{{}}{after}")).unwrap_or_default();
                let place = Place::of(route.method, &[provider.prefix(), route.before, &segment].concat());
                assert!(place.routes.iter().any(|found| found.operation == route.operation), "{}", route.operation);
                assert!(place.routes.last().is_some_and(|last| last.only_if.is_none()), "{}", route.operation);
            }
        }
    }
}
