//! The OpenAPI document as one page for people: without scripts and without anything from elsewhere, so that it is read
//! offline and under the strictest policy. The page is well-formed XML as well as HTML. What stands in the document is
//! shown as it is, but for the examples of answers, which only the document has; the page's own words are in the reader's language.
#![forbid(unsafe_code)]

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The page's only style, which its policy names by its hash.
pub const STYLE: &str = include_str!("style.css");

/// The page's own words.
struct Own {
    lang: &'static str,
    title: &'static str,
    offline: &'static str,
    document: &'static str,
    groups: &'static str,
    access: &'static str,
    shown: &'static str,
    nothing: &'static str,
    parameters: &'static str,
    name: &'static str,
    place: &'static str,
    kind: &'static str,
    about: &'static str,
    required: &'static str,
    body: &'static str,
    example: &'static str,
    answers: &'static str,
    status: &'static str,
    headers: &'static str,
    then: &'static str,
    refused: &'static str,
    types: &'static str,
    or: &'static str,
    list_of: &'static str,
}

const ZH: Own = Own {
    lang: "zh-CN",
    title: "接口文档",
    offline: "本页不含脚本，不引用外部资源，可离线阅读。",
    document: "供程序使用的 OpenAPI 文件",
    groups: "接口分组",
    access: "凭证",
    shown: "可出示",
    nothing: "无需凭证",
    parameters: "参数",
    name: "名称",
    place: "位置",
    kind: "类型",
    about: "说明",
    required: "必填",
    body: "请求内容",
    example: "示例",
    answers: "应答",
    status: "状态码",
    headers: "应答头",
    then: "后续操作",
    refused: "拒绝",
    types: "数据类型",
    or: "或",
    list_of: "列表：",
};

const EN: Own = Own {
    lang: "en",
    title: "Interface",
    offline: "This page has no scripts and needs nothing from elsewhere: it can be read offline.",
    document: "The OpenAPI document, for programs",
    groups: "Groups of operations",
    access: "Credentials",
    shown: "May be shown",
    nothing: "none needed",
    parameters: "Parameters",
    name: "Name",
    place: "In",
    kind: "Type",
    about: "About",
    required: "required",
    body: "What is sent",
    example: "Example",
    answers: "What is answered",
    status: "Status",
    headers: "Headers",
    then: "What can follow",
    refused: "Refusals",
    types: "Types",
    or: "or",
    list_of: "list of ",
};

/// The page, in Chinese or else in English.
#[must_use]
pub fn page(document: &Value, chinese: bool) -> String {
    let own = if chinese { &ZH } else { &EN };
    let mut page = Page { document, own, text: String::new() };
    page.whole();
    page.text
}

struct Page<'d> {
    document: &'d Value,
    own: &'static Own,
    text: String,
}

/// The methods that an operation can have, in the order in which they are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

impl<'d> Page<'d> {
    /// Writing to a `String` does not fail.
    fn put(&mut self, html: std::fmt::Arguments<'_>) {
        self.text.write_fmt(html).unwrap_or_default();
    }

    fn whole(&mut self) {
        let (own, document) = (self.own, self.document);
        let info = &document["info"];
        let (name, version) = (text(&info["title"]), text(&info["version"]));
        self.put(format_args!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\" xml:lang=\"{lang}\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n\
             <meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>{name} {version} · {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n\
             <h1>{name} <small>{version} · {title}</small></h1>\n",
            lang = own.lang,
            title = own.title,
        ));
        self.paragraph(&info["summary"]);
        self.paragraph(&info["description"]);
        self.put(format_args!(
            "<p>{} <a href=\"/openapi.json\">{}</a>.</p>\n</header>\n",
            own.offline, own.document
        ));
        self.contents();
        self.put(format_args!("<main>\n<h2>{}</h2>\n<dl>\n", own.access));
        for (name, scheme) in fields(component(document, "securitySchemes")) {
            self.put(format_args!("<dt><code>{}</code></dt><dd>", escaped(name)));
            self.paragraph(&scheme["description"]);
            self.put(format_args!("</dd>\n"));
        }
        self.put(format_args!("</dl>\n"));
        for tag in items(&document["tags"]) {
            let name = text(&tag["name"]);
            self.put(format_args!("<section id=\"tag-{name}\">\n<h2>{name}</h2>\n"));
            self.paragraph(&tag["description"]);
            for (path, method, operation) in self.operations(&tag["name"]) {
                self.operation(path, method, operation);
            }
            self.put(format_args!("</section>\n"));
        }
        self.put(format_args!("<section id=\"refusals\">\n<h2>{}</h2>\n<dl>\n", own.refused));
        for (name, response) in fields(component(document, "responses")) {
            self.put(format_args!("<dt id=\"answer-{0}\"><code>{0}</code></dt><dd>", escaped(name)));
            self.paragraph(&response["description"]);
            self.content(&response["content"]);
            self.put(format_args!("</dd>\n"));
        }
        self.put(format_args!("</dl>\n</section>\n"));
        self.put(format_args!("<section id=\"types\">\n<h2>{}</h2>\n", own.types));
        for (name, schema) in fields(component(document, "schemas")) {
            self.named_type(name, schema);
        }
        self.put(format_args!("</section>\n</main>\n</body>\n</html>\n"));
    }

    fn operations(&self, tag: &Value) -> Vec<(&'d str, &'static str, &'d Value)> {
        let mut found = Vec::new();
        for (path, methods) in fields(&self.document["paths"]) {
            for method in METHODS {
                if let Some(operation) = methods.get(method).filter(|it| items(&it["tags"]).contains(tag)) {
                    found.push((path, method, operation));
                }
            }
        }
        found
    }

    fn contents(&mut self) {
        let title = self.own.groups;
        self.put(format_args!("<nav aria-label=\"{title}\">\n<h2>{title}</h2>\n<ul>\n"));
        for tag in items(&self.document["tags"]) {
            let name = text(&tag["name"]);
            self.put(format_args!("<li><a href=\"#tag-{name}\">{name}</a>: "));
            self.prose(&tag["description"]);
            self.put(format_args!("</li>\n"));
        }
        self.put(format_args!("<li><a href=\"#types\">{}</a></li>\n</ul>\n</nav>\n", self.own.types));
    }

    fn operation(&mut self, path: &str, method: &str, operation: &'d Value) {
        let own = self.own;
        let id = text(&operation["operationId"]);
        self.put(format_args!(
            "<details id=\"{id}\">\n<summary><b class=\"{method}\">{}</b> <code>{}</code> ",
            method.to_uppercase(),
            escaped(path)
        ));
        self.prose(&operation["summary"]);
        self.put(format_args!("</summary>\n<h3><code>{id}</code></h3>\n"));
        self.paragraph(&operation["description"]);
        self.credentials(&operation["security"]);
        let parameters: Vec<&Value> =
            items(&operation["parameters"]).iter().map(|it| self.resolved(it)).collect();
        if !parameters.is_empty() {
            self.put(format_args!("<h4>{}</h4>\n", own.parameters));
            self.head(&[own.name, own.place, own.kind, own.about]);
            for parameter in parameters {
                let required = if parameter["required"] == true { own.required } else { "" };
                self.put(format_args!(
                    "<tr><td><code>{}</code> <em>{required}</em></td><td>{}</td><td>",
                    text(&parameter["name"]),
                    text(&parameter["in"])
                ));
                self.kind(&parameter["schema"]);
                self.put(format_args!("</td><td>"));
                self.prose(&parameter["description"]);
                self.put(format_args!("</td></tr>\n"));
            }
            self.put(format_args!("</tbody>\n</table>\n"));
        }
        if let Some(body) = operation.get("requestBody") {
            self.put(format_args!("<h4>{}</h4>\n", own.body));
            self.content(&body["content"]);
        }
        self.put(format_args!("<h4>{}</h4>\n", own.answers));
        self.head(&[own.status, own.about, own.kind, own.headers]);
        let (mut links, mut refused) = (Vec::new(), Vec::new());
        for (status, response) in fields(&operation["responses"]) {
            // What many answer alike is told once.
            if let Some(name) =
                response["$ref"].as_str().and_then(|it| it.strip_prefix("#/components/responses/"))
            {
                refused.push(format!("<a href=\"#answer-{0}\">{1} {0}</a>", escaped(name), escaped(status)));
                continue;
            }
            self.put(format_args!("<tr><td>{}</td><td>", escaped(status)));
            self.prose(&response["description"]);
            self.put(format_args!("</td><td>"));
            for (media_type, content) in fields(&response["content"]) {
                self.put(format_args!("<code>{}</code> ", escaped(media_type)));
                self.kind(&content["schema"]);
            }
            let headers: Vec<String> = fields(&response["headers"])
                .map(|(name, _)| format!("<code>{}</code>", escaped(name)))
                .collect();
            self.put(format_args!("</td><td>{}</td></tr>\n", headers.join(", ")));
            if status.starts_with('2') {
                links.extend(fields(&response["links"]));
            }
        }
        self.put(format_args!("</tbody>\n</table>\n<p>{}: {}</p>\n", own.refused, refused.join(", ")));
        if !links.is_empty() {
            self.put(format_args!("<p>{}: ", own.then));
            for (place, (_, link)) in links.into_iter().enumerate() {
                let comma = if place == 0 { "" } else { ", " };
                let id = text(&link["operationId"]);
                self.put(format_args!("{comma}<a href=\"#{id}\"><code>{id}</code></a>"));
            }
            self.put(format_args!("</p>\n"));
        }
        self.put(format_args!("</details>\n"));
    }

    fn credentials(&mut self, security: &Value) {
        let ways: Vec<String> = items(security)
            .iter()
            .map(|way| match fields(way).next() {
                Some((name, _)) => format!("<code>{}</code>", escaped(name)),
                None => self.own.nothing.to_owned(),
            })
            .collect();
        self.put(format_args!("<p>{}: {}</p>\n", self.own.shown, ways.join(&format!(" {} ", self.own.or))));
    }

    fn head(&mut self, names: &[&str]) {
        let cells: String = names.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
        self.put(format_args!("<table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n"));
    }

    /// What a body is, by media type, with its example.
    fn content(&mut self, content: &Value) {
        for (media_type, content) in fields(content) {
            self.put(format_args!("<p><code>{}</code> ", escaped(media_type)));
            self.kind(&content["schema"]);
            self.put(format_args!("</p>\n"));
            let Some(example) = content.get("example") else { continue };
            let shown = match example {
                Value::String(text) => text.clone(),
                other => serde_json::to_string_pretty(other).unwrap_or_default(),
            };
            self.put(format_args!(
                "<details class=\"example\">\n<summary>{}</summary>\n<pre>{}</pre>\n</details>\n",
                self.own.example,
                escaped(&shown)
            ));
        }
    }

    /// What a value is, in a few words.
    fn kind(&mut self, schema: &Value) {
        let own = self.own;
        if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix("#/components/schemas/")) {
            let name = escaped(name);
            return self.put(format_args!("<a href=\"#type-{name}\">{name}</a>"));
        }
        for ways in ["anyOf", "oneOf"] {
            let Some(ways) = schema[ways].as_array() else { continue };
            for (place, way) in ways.iter().enumerate() {
                if place > 0 {
                    self.put(format_args!(" {} ", own.or));
                }
                self.kind(way);
            }
            return;
        }
        if let Some(words) = schema["enum"].as_array() {
            let words: Vec<String> =
                words.iter().map(|word| format!("<code>{}</code>", shown(word))).collect();
            return self.put(format_args!("{}", words.join(" ")));
        }
        if let Some(word) = schema.get("const") {
            return self.put(format_args!("<code>{}</code>", shown(word)));
        }
        match &schema["type"] {
            Value::String(kind) if kind == "array" => {
                self.put(format_args!("{}", own.list_of));
                self.kind(&schema["items"]);
            }
            Value::Array(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(shown).collect();
                self.put(format_args!("{}", kinds.join(&format!(" {} ", own.or))));
            }
            kind => self.put(format_args!("{}", shown(kind))),
        }
        for limit in [
            "format",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "pattern",
            "default",
        ] {
            if let Some(value) = schema.get(limit) {
                self.put(format_args!(" <small>{limit} <code>{}</code></small>", shown(value)));
            }
        }
    }

    fn named_type(&mut self, name: &str, schema: &'d Value) {
        let own = self.own;
        let name = escaped(name);
        self.put(format_args!("<details id=\"type-{name}\">\n<summary><code>{name}</code></summary>\n"));
        self.paragraph(&schema["description"]);
        let required = items(&schema["required"]);
        if schema["properties"].is_object() {
            self.head(&[own.name, own.kind, own.about]);
            for (field, of) in fields(&schema["properties"]) {
                let needed = if required.iter().any(|it| it == field) { own.required } else { "" };
                self.put(format_args!("<tr><td><code>{}</code> <em>{needed}</em></td><td>", escaped(field)));
                self.kind(of);
                self.put(format_args!("</td><td>"));
                self.prose(&of["description"]);
                self.put(format_args!("</td></tr>\n"));
            }
            self.put(format_args!("</tbody>\n</table>\n"));
        } else {
            self.put(format_args!("<p>"));
            self.kind(schema);
            self.put(format_args!("</p>\n"));
        }
        self.put(format_args!("</details>\n"));
    }

    fn resolved(&self, value: &'d Value) -> &'d Value {
        let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        pointer.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(value)
    }

    /// Paragraphs are parted by empty lines.
    fn paragraph(&mut self, value: &Value) {
        for part in value.as_str().unwrap_or_default().split("\n\n").filter(|part| !part.is_empty()) {
            self.put(format_args!("<p>{}</p>\n", with_code(part)));
        }
    }

    fn prose(&mut self, value: &Value) {
        self.put(format_args!("{}", with_code(value.as_str().unwrap_or_default())));
    }
}

static NOTHING: Value = Value::Null;

/// What the document keeps under this name, to be referred to.
fn component<'d>(document: &'d Value, name: &str) -> &'d Value {
    document.get("components").and_then(|all| all.get(name)).unwrap_or(&Value::Null)
}

fn fields(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    escaped(value.as_str().unwrap_or_default())
}

/// A value as one would write it in a document, without quotes around a text.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => escaped(text),
        other if *other == NOTHING => String::new(),
        other => escaped(&other.to_string()),
    }
}

/// What stands between backticks is code; the rest is text.
fn with_code(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in text.split('`').enumerate() {
        let part = escaped(part);
        if place % 2 == 1 {
            html.push_str(&format!("<code>{part}</code>"));
        } else {
            html.push_str(&part);
        }
    }
    html
}

/// What XML has no character for is left out.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked_in() -> Value {
        serde_json::from_str(include_str!("../../../schemas/openapi.json")).unwrap()
    }

    /// As XML has it: every element is closed, every character is one, no name stands twice.
    fn parsed(page: &str) -> roxmltree::Document<'_> {
        let (doctype, html) = page.split_once('\n').unwrap();
        assert_eq!(doctype, "<!DOCTYPE html>");
        roxmltree::Document::parse(html).unwrap()
    }

    #[test]
    fn the_page_is_well_formed_and_leads_nowhere_outside() {
        let document = checked_in();
        for chinese in [true, false] {
            let page = page(&document, chinese);
            let html = parsed(&page);
            let mut ids: Vec<&str> = html.descendants().filter_map(|node| node.attribute("id")).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), all, "an id stands twice");
            for node in html.descendants() {
                assert!(
                    !["script", "link", "img", "iframe", "object", "form"].contains(&node.tag_name().name())
                );
                assert!(node.attributes().all(|it| !it.name().starts_with("on") && it.name() != "style"));
                let Some(target) = node.attribute("href") else { continue };
                let inside =
                    target.strip_prefix('#').map_or(target == "/openapi.json", |id| ids.contains(&id));
                assert!(inside, "{target} leads nowhere");
            }
            let lang = html.root_element().attribute("lang").unwrap();
            assert_eq!(lang, if chinese { "zh-CN" } else { "en" });
        }
    }

    #[test]
    fn every_operation_and_type_has_a_place() {
        let document = checked_in();
        let page = page(&document, false);
        let html = parsed(&page);
        let has = |id: &str| html.descendants().any(|node| node.attribute("id") == Some(id));
        for (_, methods) in fields(&document["paths"]) {
            for (_, operation) in fields(methods) {
                assert!(has(operation["operationId"].as_str().unwrap()), "{}", operation["operationId"]);
            }
        }
        for (name, _) in fields(component(&document, "schemas")) {
            assert!(has(&format!("type-{name}")), "{name}");
        }
    }

    #[test]
    fn whatever_stands_in_the_document_stays_text() {
        let evil = "</code><script>alert('x')</script>&\"\u{1}`<b>`";
        let document = json!({
            "info": {"title": evil, "version": evil, "summary": evil, "description": evil},
            "tags": [{"name": evil, "description": evil}],
            "paths": {evil: {"get": {
                "operationId": evil, "summary": evil, "description": evil, "tags": [evil],
                "parameters": [{"name": evil, "in": evil, "description": evil, "schema": {"enum": [evil]}}],
                "responses": {evil: {"description": evil, "content": {evil: {"schema": {"type": evil}, "example": evil}}}},
            }}},
            "components": {"schemas": {evil: {"description": evil, "properties": {evil: {"pattern": evil}}}}},
        });
        let page = page(&document, true);
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{1}'));
        assert!(page.contains("&lt;script&gt;") && page.contains("<code>&lt;b&gt;</code>"));
        parsed(&page);
    }
}
