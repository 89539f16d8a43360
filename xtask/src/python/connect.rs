//! The stub of `wholesale.connect` and `wholesale.aconnect`: what can be given, by the provider that is named.

use super::imports::{Kind, imports};
use super::layout::{exploded, literal};
use super::signatures::{OPTIONS, supplied};
use crate::model::Provider;

/// The text of the stub, without its header.
pub(super) fn file(providers: &[Provider]) -> String {
    let mut body = "class _Options(TypedDict, total=False):\n".to_owned();
    for option in OPTIONS.iter().filter(|option| !IS_NAMED.contains(&option.name)) {
        body.push_str(&format!("    {}: {}\n", option.name, option.annotation));
    }
    for (provider, (is_async, kind)) in providers.iter().flat_map(|one| KINDS.map(|kind| (one, kind))) {
        body.push_str(&format!("\nclass _{}{kind}Options(_Options, total=False):\n", class(provider)));
        let supplied = supplied(provider);
        for one in &supplied {
            body.push_str(&format!("    {}: {}\n", one.name, one.annotation(is_async)));
        }
        if supplied.is_empty() {
            body.push_str("    ...\n");
        }
    }
    body.push_str("\n# A profile may be of any provider.\nclass _AnyOptions(TypedDict, total=False):\n");
    let mut names: Vec<&str> = OPTIONS.iter().map(|option| option.name).collect();
    for one in providers.iter().flat_map(supplied) {
        names.extend((!names.contains(&one.name)).then_some(one.name));
    }
    for name in names.iter().filter(|name| !IS_NAMED.contains(name)) {
        body.push_str(&format!("    {name}: Any\n"));
    }
    body.push_str(&format!("\n{}\n{CONNECTING}\n{}", overloads(providers, false), overloads(providers, true)));
    let own = [
        "from wholesale import _client".to_owned(),
        "from wholesale._accounts import Accounts".to_owned(),
        "from wholesale._async_accounts import AsyncAccounts".to_owned(),
    ];
    format!("{}\n{}\n", imports(&body, Kind::Stub, &own), body.trim_end())
}

/// Options that `connect` has in its signature, or gives itself.
const IS_NAMED: [&str; 2] = ["config", "profile"];

const KINDS: [(bool, &str); 2] = [(false, ""), (true, "Async")];

const CONNECTING: &str = "class Connecting:
    def __init__(self, accounts: AsyncAccounts) -> None: ...
    def __await__(self) -> Generator[None, None, AsyncAccounts]: ...
    async def __aenter__(self) -> AsyncAccounts: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...
";

fn overloads(providers: &[Provider], is_async: bool) -> String {
    let (function, returned) = if is_async { ("aconnect", "Connecting") } else { ("connect", "Accounts") };
    let kind = if is_async { "Async" } else { "" };
    let overload = |name: String, options: String| {
        let parameters = [
            format!("name: {name}"),
            "*".to_owned(),
            "config: str | os.PathLike[str] | None = None".to_owned(),
            format!("**options: Unpack[{options}]"),
        ];
        format!(
            "@overload\n{}",
            exploded(0, &format!("def {function}("), &parameters, &format!(") -> {returned}: ..."))
        )
    };
    let mut text: String = providers
        .iter()
        .map(|one| overload(format!("Literal[{}]", literal(&one.name)), format!("_{}{kind}Options", class(one))))
        .collect();
    text.push_str(&overload("str".to_owned(), "_AnyOptions".to_owned()));
    text
}

/// The provider's name as that of a class begins.
fn class(provider: &Provider) -> String {
    let mut class = String::new();
    for word in provider.name.split('_') {
        let mut letters = word.chars();
        class.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        class.push_str(letters.as_str());
    }
    class
}
