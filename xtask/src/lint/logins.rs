//! Logins: the call that gives a credential, and that the options it needs can be options.

use super::node::Node;
use super::operations::Operation;
use super::{credentials, paging, responses, spelling};
use crate::client::is_reserved_option;
use crate::finding::Finding;
use crate::naming;

pub(super) fn check(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    let all = root.items_of("x-credentials");
    // A secret can also be fetched, through an option of its own.
    let mut options: Vec<String> =
        all.iter().filter_map(|credential| credential.text("name")).map(str::to_owned).collect();
    options.extend(all.iter().filter_map(|credential| Some(format!("{}_from", credential.text("name")?))));
    let mut variables: Vec<String> =
        all.iter().filter_map(|credential| credential.text("env")).map(str::to_owned).collect();
    for login in all.iter().filter_map(|credential| credential.get("login")) {
        for (name, env) in login.members_of("parameters") {
            option(name, &env, &mut options, &mut variables, out);
        }
        let (Some(named), Some(id)) = (login.get("operation"), login.text("operation")) else { continue };
        match operations.iter().find(|operation| operation.node.text("operationId") == Some(id)) {
            Some(operation) => call(root, operation, &login, &named, out),
            None => {
                let ids: Vec<&str> =
                    operations.iter().filter_map(|operation| operation.node.text("operationId")).collect();
                let what = format!("the login names the operation `{id}`, which does not exist");
                out.push(named.finding(what, spelling::suggestion(id, &ids)));
            }
        }
    }
}

fn option(name: &str, env: &Node<'_>, options: &mut Vec<String>, variables: &mut Vec<String>, out: &mut Vec<Finding>) {
    if is_reserved_option(name) || options.iter().any(|taken| taken == name) {
        let what = format!("the login parameter `{name}` is an option of the client already");
        out.push(env.finding(what, "leave `login` out; the caller then gives the credential"));
    }
    options.push(name.to_owned());
    let Some(variable) = env.value().as_str() else { return };
    if !credentials::is_variable(variable) {
        let what = format!("`{variable}` is not the name of an environment variable");
        out.push(env.finding(what, "write capitals, digits and `_`, such as `EXAMPLE_PASSWORD`"));
    } else if variables.iter().any(|taken| taken == variable) {
        out.push(
            env.finding(format!("the environment variable `{variable}` stands twice"), "give each one of its own"),
        );
    }
    variables.push(variable.to_owned());
}

/// Checks that the operation can be called with the parameters alone, and gives a text.
fn call(root: &Node<'_>, operation: &Operation<'_>, login: &Node<'_>, named: &Node<'_>, out: &mut Vec<Finding>) {
    let title = operation.title();
    if !operation.public {
        let what = format!("the login is {title}, which needs credentials itself");
        out.push(named.finding(what, "write `security: []` at the operation"));
    }
    let inputs = operation.inputs();
    let known: Vec<String> = inputs.iter().map(|(name, _)| naming::snake(name)).collect();
    let given = login.members_of("parameters");
    for (name, node) in &given {
        let Some(index) = known.iter().position(|known| known == name) else {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = format!("the login gives `{name}`, which is no parameter of {title}");
            out.push(node.finding(what, spelling::suggestion(name, &known)));
            continue;
        };
        let schema = super::records::schema_of(&inputs[index].1);
        if schema.is_some_and(|schema| schema.text("type") != Some("string")) {
            out.push(node.finding(
                format!("the login gives `{name}`, which is no text"),
                "write `type: string` at that parameter",
            ));
        }
    }
    let parameters = operation.parameters.iter().filter(|parameter| parameter.is("required"));
    let required = parameters.filter_map(|parameter| parameter.text("name"));
    let properties = operation.body_properties().into_iter().filter(|(.., required)| *required);
    for name in required.chain(properties.map(|(name, ..)| name)).map(naming::snake) {
        if !given.iter().any(|(given, _)| *given == name) {
            let what = format!("the login does not give `{name}`, which {title} requires");
            out.push(login.finding(what, "write it under `parameters` with its environment variable"));
        }
    }
    let successes = operation.responses.iter().filter(|(code, _)| responses::is_success(code));
    let payload = successes.filter_map(|(_, response)| paging::payload(root, operation, response)).next();
    let payload = payload.and_then(|payload| payload.resolved());
    if payload.is_none_or(|payload| payload.text("type") != Some("string")) {
        let what = format!("the login is {title}, whose payload is no text");
        out.push(named.finding(what, "write `x-unwrap` at the operation with the pointer of the credential"));
    }
}
