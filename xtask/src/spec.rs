//! What a spec can say beyond OpenAPI.

pub mod extensions;
