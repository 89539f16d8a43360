//! Specs of any size, for measuring what codegen costs.

use std::fmt::Write;

/// A spec with this many operations, each with parameters, a body and a record of its own.
#[must_use]
pub fn spec(operations: u32) -> String {
    let mut paths = String::new();
    let mut schemas = String::new();
    for number in 0..operations {
        let _ = write!(
            paths,
            r##"
  /things/{{id}}/part-{number}:
    post:
      operationId: change_part_{number}
      summary: Change part {number}
      description: Changes one part of a thing; may be applied twice.
      x-source: none, made for measuring
      x-retry-safe: true
      parameters:
        - {{name: id, in: path, required: true, description: Id., schema: {{type: string, format: id}}, example: "1"}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: The change.
              required: [amount]
              properties:
                amount: {{type: number, format: decimal, description: Amount., example: 1.5}}
                label: {{type: string, description: Label., example: a}}
      responses:
        "200":
          description: The part.
          content:
            application/json:
              schema: {{$ref: "#/components/schemas/Part{number}"}}
              example: {{id: 1, amount: 1.5, state: red}}"##
        );
        let _ = write!(
            schemas,
            r"
    Part{number}:
      type: object
      description: A part.
      additionalProperties: {{}}
      properties:
        id: {{type: string, format: id, description: Id.}}
        amount: {{type: number, format: decimal, description: Amount.}}
        state: {{type: string, enum: [red, green], x-open-enum: true, description: State.}}"
        );
    }
    format!(
        "openapi: 3.0.3\ninfo: {{title: Scaling, version: v1, description: Made for measuring.}}\n\
         servers: [{{url: https://scaling.example}}]\nsecurity: [{{token: []}}]\n\
         x-credentials: [{{name: token, description: Token., env: SCALING_TOKEN, in: header, field: Authorization}}]\n\
         paths:{paths}\ncomponents:\n  securitySchemes: {{token: {{type: http, scheme: bearer}}}}\n  schemas:{schemas}\n"
    )
}
