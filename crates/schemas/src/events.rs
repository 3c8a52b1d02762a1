//! What other systems are told, for whoever writes a receiver: a JSON Schema for each type of event, and the AsyncAPI document
//! of webhooks.

use minsheng_core::events::{
    CloudEvent, DepartmentData, EventType, HotspotData, NoticeData, ProtectedData, TestData, TicketData,
    VersionData,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Below `schemas`.
pub const FOLDER: &str = "events";

/// Each complete in itself, by the type's name.
pub fn schemas() -> Vec<(String, Value)> {
    EventType::all().map(|one| (one.to_string(), standalone(one))).collect()
}

fn generator(definitions: &'static str) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12();
    settings.with(|settings| settings.definitions_path = definitions.into()).for_serialize().into_generator()
}

fn standalone(one: EventType) -> Value {
    let mut generator = generator("/$defs");
    let mut schema = schema_of(one, &mut generator);
    let definitions = used(generator.take_definitions(true), &schema, "#/$defs/");
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("$defs".into(), Value::Object(definitions));
    }
    schema
}

/// An event of this type: a CloudEvent whose type is this one and whose data is what it says.
fn schema_of(one: EventType, generator: &mut SchemaGenerator) -> Value {
    let mut data = data_of(one, generator);
    if let EventType::Ticket(action) = one {
        data = json!({"allOf": [data, {"properties": {"action": {"const": action.as_str()}}}]});
    }
    let mut schema = Value::from(CloudEvent::json_schema(generator));
    if let Value::Object(map) = &mut schema {
        map.insert("title".into(), one.to_string().into());
        map.insert("description".into(), one.about().into());
    }
    if let Some(Value::Object(fields)) = schema.get_mut("properties") {
        fields.insert("type".into(), json!({"const": one.to_string()}));
        fields.insert("specversion".into(), json!({"const": "1.0"}));
        fields.insert("datacontenttype".into(), json!({"const": "application/json"}));
        fields.insert("data".into(), data);
    }
    schema
}

fn data_of(one: EventType, generator: &mut SchemaGenerator) -> Value {
    fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
        generator.subschema_for::<T>().into()
    }
    match one {
        EventType::Ticket(_) => of::<TicketData>(generator),
        EventType::TicketChanged => of::<ProtectedData>(generator),
        EventType::NoticePublished
        | EventType::NoticeUpdated
        | EventType::NoticeWithdrawn
        | EventType::NoticeExpired => of::<NoticeData>(generator),
        EventType::HotspotAlerted => of::<HotspotData>(generator),
        EventType::CatalogueReplaced | EventType::SettingsReplaced => of::<VersionData>(generator),
        EventType::DepartmentChanged => of::<DepartmentData>(generator),
        EventType::WebhookTested => of::<TestData>(generator),
    }
}

/// Of the definitions those that the schema refers to, and those that these refer to.
fn used(definitions: Map<String, Value>, schema: &Value, before: &str) -> Map<String, Value> {
    let mut used = Map::new();
    let mut wanted = names(schema, before);
    while let Some(name) = wanted.pop() {
        if let Some(definition) = definitions.get(&name).filter(|_| !used.contains_key(&name)) {
            wanted.extend(names(definition, before));
            used.insert(name, definition.clone());
        }
    }
    used
}

fn names(schema: &Value, before: &str) -> Vec<String> {
    match schema {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(before));
            let inner = map.values().flat_map(|value| names(value, before));
            own.map(str::to_owned).into_iter().chain(inner).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| names(item, before)).collect(),
        _ => Vec::new(),
    }
}

/// Webhooks as AsyncAPI 3 has them.
pub fn document() -> Value {
    let (mut messages, mut all, mut channel) = (Map::new(), Map::new(), Map::new());
    let mut generator = generator("/components/schemas");
    for one in EventType::all() {
        let name = one.to_string();
        all.insert(name.clone(), schema_of(one, &mut generator));
        let message = json!({
            "name": name,
            "title": one.about(),
            "contentType": "application/cloudevents+json",
            "headers": {"$ref": "#/components/schemas/WebhookHeaders"},
            "payload": {"$ref": format!("#/components/schemas/{name}")},
        });
        messages.insert(name.clone(), message);
        channel.insert(name.clone(), json!({"$ref": format!("#/components/messages/{name}")}));
    }
    all.insert("WebhookHeaders".into(), headers());
    let schemas = Value::Object(all.clone());
    all.extend(used(generator.take_definitions(true), &schemas, "#/components/schemas/"));
    json!({
        "asyncapi": "3.1.0",
        "id": "urn:minsheng:events",
        "info": {
            "title": "Minsheng events",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a government service hotline tells other systems: CloudEvents 1.0, handed out to webhooks \
                as Standard Webhooks has it. The same events are read at `/v1/events`. Receivers ignore fields and types \
                that they do not know.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            "webhook": {
                "address": null,
                "title": "A receiver's own address",
                "description": "Entered at `POST /v1/webhooks`. Each event is posted by itself, at least once, those of one subject in \
                    their order; any status 2xx says that it was taken.",
                "messages": channel,
            },
        },
        "operations": {
            "tell": {
                "action": "send",
                "summary": "Tell a receiver of what happened",
                "channel": {"$ref": "#/channels/webhook"},
                "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
            },
        },
        "components": {"messages": messages, "schemas": all},
    })
}

/// Of Standard Webhooks.
fn headers() -> Value {
    json!({
        "type": "object",
        "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
        "properties": {
            "webhook-id": {"type": "string", "description": "The event's id, the same at every attempt"},
            "webhook-timestamp": {"type": "string", "description": "Seconds since 1970 at which this attempt was signed"},
            "webhook-signature": {
                "type": "string",
                "description": "`v1,` and a signature in base64, HMAC-SHA-256 of id, timestamp and body with dots between; \
                    several with blanks between while one secret takes another's place",
            },
        },
    })
}
