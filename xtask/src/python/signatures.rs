//! Signatures that the public module and its stub share: they are written once, so that they cannot differ.

use super::annotations::Annotations;
use super::layout::{bracketed, exploded};
use super::names::{identifier, offered};
use crate::model::{Operation, Provider};

/// An option that every client has.
pub(super) struct ClientOption {
    /// Its name.
    pub(super) name: &'static str,
    /// What is taken for it.
    pub(super) annotation: &'static str,
    default: &'static str,
    /// What it is.
    pub(super) about: &'static str,
}

/// The options of every client, in the order in which they are offered.
pub(super) const OPTIONS: [ClientOption; 12] = [
    ClientOption {
        name: "base_url",
        annotation: "str | None",
        default: "None",
        about: "The URL that the operations' paths are appended to.",
    },
    ClientOption {
        name: "timeout",
        annotation: "float | datetime.timedelta | None",
        default: "None",
        about: "Seconds one attempt may take, from sending to the last byte of the answer.",
    },
    ClientOption {
        name: "connect_timeout",
        annotation: "float | datetime.timedelta | None",
        default: "None",
        about: "Seconds connecting may take, TLS included. Default 10, and never more than half of the timeout.",
    },
    ClientOption {
        name: "max_retries",
        annotation: "int | None",
        default: "None",
        about: "Times a retry-safe request may be sent again. Default 2; 0 sends everything once, but for a call that \
                is repeated because its credential was refused and renewed.",
    },
    ClientOption {
        name: "proxy",
        annotation: "str | None",
        default: "None",
        about: "A proxy for every request, `http://`, `https://` or `socks5://`, credentials included. Without it the \
                proxies of the environment count.",
    },
    ClientOption { name: "user_agent", annotation: "str | None", default: "None", about: "The `User-Agent` header." },
    ClientOption {
        name: "ca_bundle",
        annotation: "str | os.PathLike[str] | None",
        default: "None",
        about: "A PEM file of the certificate authorities to trust, in place of the platform's.",
    },
    ClientOption {
        name: "rate_limit",
        annotation: "_client.RateLimit | Literal[False] | None",
        default: "None",
        about: "Calls the client allows itself; `False` for no limit. The default is the provider's, where it has one.",
    },
    ClientOption {
        name: "body_cap",
        annotation: "int | None",
        default: "None",
        about: "Bytes of an answer's body that are read at most, after decompression. Default 16 MiB.",
    },
    ClientOption {
        name: "allow_insecure_http",
        annotation: "bool | None",
        default: "None",
        about: "Allows plain http to hosts that are not this machine. Credentials then travel in clear.",
    },
    ClientOption {
        name: "profile",
        annotation: "str | None",
        default: "None",
        about: "A profile of `wholesale.toml` with a name of its own: an account of its own, for which the \
                environment does not count. Without it, the profile that has the provider's name is looked in last.",
    },
    ClientOption {
        name: "config",
        annotation: "str | os.PathLike[str] | None",
        default: "None",
        about: "The `wholesale.toml` to read; the first that is there unless given.",
    },
];

/// What a caller supplies once: a credential, or what a login needs to get one.
pub(super) struct Supplied<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What it is, and where it comes from when it is not given.
    pub(super) about: String,
    kind: Kind,
}

impl Supplied<'_> {
    /// What a client takes for it.
    pub(super) fn annotation(&self, is_async: bool) -> &'static str {
        match (self.kind, is_async) {
            (Kind::Secret, false) => "str | Callable[[], str] | None",
            (Kind::Secret, true) => "str | Callable[[], str | Awaitable[str]] | None",
            (Kind::Plain, _) => "str | int | None",
            (Kind::Login, _) => "str | None",
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Secret,
    Plain,
    Login,
}

/// Everything that a caller supplies once, in the order in which it is offered.
pub(super) fn supplied(provider: &Provider) -> Vec<Supplied<'_>> {
    let credentials = provider.credentials.iter().map(|credential| {
        let mut about = format!(
            "{} Without it, the environment variable `{}` counts, the file that `{1}_FILE` names, or a \
             profile of `wholesale.toml`.",
            credential.description.trim(),
            credential.env
        );
        if credential.secret {
            about.push_str(" A callable is asked when it is needed, and again after a refusal.");
        }
        let kind = if credential.secret { Kind::Secret } else { Kind::Plain };
        Supplied { name: &credential.name, about, kind }
    });
    let logins = provider.credentials.iter().flat_map(|credential| {
        let parameters = credential.login.iter().flat_map(|login| login.parameters.iter());
        parameters.map(|(name, env)| {
            let about = format!(
                "`{name}` of the login that gives `{}` when that is not given. Without it, the environment variable \
                 `{env}` counts.",
                credential.name
            );
            Supplied { name, about, kind: Kind::Login }
        })
    });
    credentials.chain(logins).collect()
}

/// `def __init__`, up to its colon.
pub(super) fn constructor(provider: &Provider, is_async: bool) -> String {
    let mut parameters = vec!["self".to_owned(), "*".to_owned()];
    for one in supplied(provider) {
        parameters.push(format!("{}: {} = None", one.name, one.annotation(is_async)));
    }
    for option in OPTIONS {
        parameters.push(format!("{}: {} = {}", option.name, option.annotation, option.default));
    }
    trimmed(exploded(1, "def __init__(", &parameters, ") -> None:"))
}

/// How a method of an operation is declared: its keyword, its annotations, and what it returns.
pub(super) struct Declared<'a> {
    /// `def` or `async def`.
    pub(super) keyword: &'a str,
    /// The annotation after the arrow.
    pub(super) returned: &'a str,
    /// What follows the annotation: a colon, and in a stub the dots.
    pub(super) end: &'a str,
}

/// A method's declaration, without its body.
pub(super) fn method(annotations: &Annotations<'_>, operation: &Operation, declared: &Declared<'_>) -> String {
    let Declared { keyword, returned, end } = declared;
    let open = format!("{keyword} {}(", operation.id);
    let close = format!(") -> {returned}{end}");
    let offered = offered(operation);
    if offered.is_empty() {
        return trimmed(format!("    {open}self{close}"));
    }
    let mut parameters = vec!["self".to_owned(), "*".to_owned()];
    for parameter in offered {
        let (name, ty) = (identifier(&parameter.name), annotations.given(&parameter.ty));
        parameters.push(match parameter.required {
            true => format!("{name}: {ty}"),
            false => format!("{name}: {ty} | None = None"),
        });
    }
    trimmed(bracketed(1, &open, &parameters, &close))
}

/// The payload's annotation; `None` where there is none.
pub(super) fn payload(annotations: &Annotations<'_>, operation: &Operation) -> String {
    operation.payload.as_ref().map_or_else(|| "None".to_owned(), |payload| annotations.returned(payload))
}

fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text
}
