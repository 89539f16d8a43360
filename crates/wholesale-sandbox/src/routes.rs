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
    /// `{}` stands for one segment that is not empty.
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    /// Two operations can share a method and a path; this one is meant only if the request says so.
    pub(crate) only_if: Option<fn(&Call<'_>) -> bool>,
    pub(crate) run: fn(&mut World, &Call<'_>) -> Handled,
}

impl Route {
    pub(crate) const fn new(
        operation: &'static str,
        method: &'static str,
        path: &'static str,
        run: fn(&mut World, &Call<'_>) -> Handled,
    ) -> Self {
        Self { operation, method, path, access: Access::Credentials, only_if: None, run }
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
        match self.path.split_once("{}") {
            None => (self.path == path).then_some(0..0),
            Some((before, after)) => {
                let key = path.strip_prefix(before)?.strip_suffix(after)?;
                (!key.is_empty() && !key.contains('/')).then(|| before.len()..before.len() + key.len())
            }
        }
    }
}

/// What a method and a path can mean.
#[derive(Default)]
pub(crate) struct Place {
    /// Whose path it is.
    pub(crate) provider: Option<Provider>,
    /// The routes, of which the last has no condition; none if there is no operation with this method and path.
    pub(crate) routes: Vec<&'static Route>,
    /// If there is none: the methods that the path has.
    pub(crate) other_methods: Vec<&'static str>,
    /// Where in the path the variable segment stands.
    key: Range<usize>,
}

impl Place {
    pub(crate) fn of(method: &str, path: &str) -> Place {
        let Some((provider, rest)) = Provider::of_path(path) else { return Place::default() };
        let mut place = Place { provider: Some(provider), ..Place::default() };
        for route in table(provider) {
            let Some(key) = route.key(rest) else { continue };
            if route.method == method {
                let before = path.len() - rest.len();
                place.key = before + key.start..before + key.end;
                place.routes.push(route);
            } else {
                place.other_methods.push(route.method);
            }
        }
        place.other_methods.sort_unstable();
        place.other_methods.dedup();
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
                let place = Place::of(route.method, &format!("{}{}", provider.prefix(), route.path));
                assert!(place.routes.iter().any(|found| found.operation == route.operation), "{}", route.operation);
                assert!(place.routes.last().is_some_and(|last| last.only_if.is_none()), "{}", route.operation);
            }
        }
    }
}
