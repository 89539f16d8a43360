//! The response path for a fuzzer, and for the tests that run its corpus.

use wholesale_runtime::Recorder;

use crate::{calls, clients};

/// Statuses that are told apart somewhere.
const STATUSES: [u16; 16] = [200, 201, 204, 206, 301, 307, 400, 401, 403, 404, 422, 429, 500, 502, 503, 504];

/// Answers one operation with one body: the first byte chooses the status, the second the provider and operation.
///
/// # Panics
/// When a call does, which is what a fuzzer looks for.
pub fn response(data: &[u8]) {
    let [status, operation, body @ ..] = data else { return };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build() else {
        return;
    };
    let recorder = || {
        let recorder = Recorder::new();
        // As often as a call is tried.
        (0..3).for_each(|_| recorder.answer(status, body.to_vec()));
        recorder
    };
    macro_rules! answer {
        ($provider:ident, $krate:ident) => {{
            let operations = $krate::API.operations;
            let id = operations[usize::from(*operation >> 2) % operations.len()].id;
            if let Ok(client) = clients::$provider(recorder()) {
                let shown = runtime.block_on(calls::$provider::send(&client, id)).map(|result| match result {
                    Ok(status) => status.to_string(),
                    Err(error) => format!("{error} {error:?} {:?}", error.body()),
                });
                assert!(shown.is_some_and(|shown| !shown.is_empty()));
            }
        }};
    }
    match operation % 4 {
        0 => answer!(iproyal, wholesale_iproyal),
        1 => answer!(netnut, wholesale_netnut),
        2 => answer!(neucrm, wholesale_neucrm),
        _ => answer!(logicboxes, wholesale_logicboxes),
    }
}
