//! Every operation of every provider as a call, generated from the examples of the specs.

#[rustfmt::skip]
pub mod iproyal;
#[rustfmt::skip]
pub mod logicboxes;
#[rustfmt::skip]
pub mod netnut;
#[rustfmt::skip]
pub mod neucrm;
