//! One call for each provider that reads and changes nothing.

use wholesale_runtime::api::Api;
use wholesale_runtime::{Encoder, Error, Request, Result, Session, SessionBuilder};

/// A call that is ready to be sent.
pub(super) struct Prepared {
    pub(super) session: Session,
    pub(super) request: Request,
    pub(super) operation: &'static str,
}

/// Builds a client of the provider, and the smallest reading that its credentials are needed for.
pub(super) fn prepare(api: &'static Api, options: SessionBuilder) -> Result<Prepared> {
    macro_rules! reading {
        ($provider:ident $operation:ident) => {{
            let client = crate::$provider::ClientBuilder::from_options(options).build()?;
            let request = client.$operation().request()?;
            Ok(Prepared { session: client.session().clone(), request, operation: stringify!($operation) })
        }};
    }
    match api.provider {
        #[cfg(feature = "iproyal")]
        "iproyal" => reading!(iproyal get_account),
        #[cfg(feature = "logicboxes")]
        "logicboxes" => reading!(logicboxes get_promo_prices),
        #[cfg(feature = "netnut")]
        "netnut" => reading!(netnut list_sub_users),
        #[cfg(feature = "neucrm")]
        "neucrm" => reading!(neucrm count_resellers),
        _ => first_reading(api, options),
    }
}

/// For a provider that has no line above: its first reading that needs no parameter.
fn first_reading(api: &'static Api, options: SessionBuilder) -> Result<Prepared> {
    let session = options.build()?;
    let reading = api.operations.iter().find(|operation| {
        operation.retry_safe
            && operation.authenticated
            && !operation.moves_value
            && operation.parameters.iter().all(|parameter| !parameter.required)
    });
    let operation = reading.ok_or_else(|| {
        Error::configuration(api.provider, "has no call that reads without a parameter; nothing was checked")
    })?;
    let request = Encoder::new(api, operation).finish()?;
    Ok(Prepared { session, request, operation: operation.id })
}
