//! The bodies of Open311 GeoReport v2: what forms say, and answers in XML and in JSON out of one tree. Source: the
//! specification at wiki.open311.org, and docs/OPEN311.md.

use minsheng_core::asked::Since;
use minsheng_core::open311::asked::UpTo;
use minsheng_core::open311::{
    Answers, Attribute, CONFIDENTIAL, Datatype, Format, KIND, Open311Settings, REPLY_WANTED, Service,
    millionths, read_degrees,
};
use minsheng_core::ticket::{Attachment, Location};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::csv::{self, Cell};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Kind, Lang, State};

/// What is answered, whichever way it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Text(String),
    /// Written as it is.
    Number(String),
    Flag(bool),
    /// Each item is an element of this name in XML.
    List(&'static str, Vec<Node>),
    Fields(Vec<(&'static str, Node)>),
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Node {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Node {
    /// The document in this form: in XML under this root.
    #[must_use]
    pub fn print(&self, format: Format, root: &str) -> String {
        let mut text = String::new();
        match format {
            Format::Xml => {
                text.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
                self.xml(root, &mut text);
                text.push('\n');
            }
            Format::Json => self.json(&mut text),
        }
        text
    }

    fn xml(&self, name: &str, text: &mut String) {
        if matches!(self, Self::Null) {
            text.extend(["<", name, "/>"]);
            return;
        }
        text.extend(["<", name, ">"]);
        match self {
            Self::Null => {}
            Self::Text(said) => escape(said, text),
            Self::Number(said) => text.push_str(said),
            Self::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Self::List(item, nodes) => nodes.iter().for_each(|node| node.xml(item, text)),
            Self::Fields(fields) => fields.iter().for_each(|(name, node)| node.xml(name, text)),
        }
        text.extend(["</", name, ">"]);
    }

    /// JSON.
    pub fn json(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Text(said) => quote(said, text),
            Self::Number(said) => text.push_str(said),
            Self::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Self::List(_, nodes) => {
                text.push('[');
                for (place, node) in nodes.iter().enumerate() {
                    if place > 0 {
                        text.push(',');
                    }
                    node.json(text);
                }
                text.push(']');
            }
            Self::Fields(fields) => {
                text.push('{');
                for (place, (name, node)) in fields.iter().enumerate() {
                    if place > 0 {
                        text.push(',');
                    }
                    quote(name, text);
                    text.push(':');
                    node.json(text);
                }
                text.push('}');
            }
        }
    }
}

/// Text between tags. What XML 1.0 cannot hold is left out; a carriage return is written so that it is read again.
fn escape(said: &str, text: &mut String) {
    for character in said.chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '\r' => text.push_str("&#13;"),
            '\t' | '\n' => text.push(character),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            other => text.push(other),
        }
    }
}

fn quote(said: &str, text: &mut String) {
    text.push('"');
    for character in said.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{0}'..='\u{1F}' | '\u{7F}' => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => text.push(other),
        }
    }
    text.push('"');
}

/// `<errors>`, one for each description.
#[must_use]
pub fn errors(format: Format, code: u16, descriptions: &[String]) -> String {
    let error = |description: &String| {
        Node::Fields(vec![
            ("code", Node::Number(code.to_string())),
            ("description", description.as_str().into()),
        ])
    };
    Node::List("error", descriptions.iter().map(error).collect()).print(format, "errors")
}

/// Where the service is and what it speaks. `base` is the address before `/open311`.
#[must_use]
pub fn discovery(base: &str, contact: &str, is_test: bool) -> Node {
    const CHANGED: &str = "2026-11-27T00:00:00+08:00";
    let formats = Node::List("format", vec!["text/xml".into(), "application/json".into()]);
    let endpoint = Node::Fields(vec![
        ("specification", "http://wiki.open311.org/GeoReport_v2".into()),
        ("url", format!("{base}/open311/v2").into()),
        ("changeset", CHANGED.into()),
        ("type", if is_test { "test" } else { "production" }.into()),
        ("formats", formats),
    ]);
    Node::Fields(vec![
        ("changeset", CHANGED.into()),
        ("contact", contact.into()),
        ("key_service", contact.into()),
        ("endpoints", Node::List("endpoint", vec![endpoint])),
    ])
}

/// What can be asked for.
#[must_use]
pub fn services(lang: Lang) -> Node {
    let described = |service: Service| {
        let (name, group) = (service.name(lang), service.group(lang));
        let about = match service.subcategory {
            Some(_) => lang.pick(&format!("{group}：{name}"), &format!("{group}: {name}")),
            None => lang.pick(&format!("{group}，未细分"), &format!("{group}, no more closely")),
        };
        // Whoever looks for a word finds it in either language.
        let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        let keywords =
            [name.clone(), group.to_owned(), service.name(other)].map(|word| word.replace(',', " "));
        Node::Fields(vec![
            ("service_code", service.code().into()),
            ("service_name", name.into()),
            ("description", about.into()),
            // Each is asked whether a reply is wanted, and the like.
            ("metadata", Node::Flag(true)),
            ("type", "realtime".into()),
            ("keywords", keywords.join(", ").into()),
            ("group", group.into()),
        ])
    };
    Node::List("service", Service::all().map(described).collect())
}

/// What is asked with a service: what is asked with each, then what the city asks.
#[must_use]
pub fn definition(service: Service, settings: &Open311Settings, lang: Lang) -> Node {
    let value = |(key, name): (&str, &str)| Node::Fields(vec![("key", key.into()), ("name", name.into())]);
    let asked = |place: usize,
                 code: &str,
                 datatype: Datatype,
                 required,
                 variable,
                 question: &str,
                 help: Option<&str>,
                 values: Vec<Node>| {
        let mut fields = vec![
            ("variable", Node::Flag(variable)),
            ("code", code.into()),
            ("datatype", datatype.as_str().into()),
            ("required", Node::Flag(required)),
            ("datatype_description", help.into()),
            ("order", Node::Number(place.to_string())),
            ("description", question.into()),
        ];
        if !values.is_empty() {
            fields.push(("values", Node::List("value", values)));
        }
        Node::Fields(fields)
    };
    let kinds = Kind::ALL.iter().map(|kind| value((kind.as_str(), kind.label(lang)))).collect();
    let choice = || [("yes", lang.of("是", "yes")), ("no", lang.of("否", "no"))].map(value).to_vec();
    let single = Datatype::SingleValueList;
    let kind = lang.of("诉求类型", "What kind of demand is it?");
    let reply = lang.of("是否需要回复", "Do you want a reply?");
    let secret = lang.of(
        "是否对身份保密（保密的诉求不公开）",
        "Keep secret who you are? Then the request is not shown to anybody.",
    );
    let mut all = vec![
        asked(1, KIND, single, false, true, kind, None, kinds),
        asked(2, REPLY_WANTED, single, false, true, reply, None, choice()),
        asked(3, CONFIDENTIAL, single, false, true, secret, None, choice()),
    ];
    for attribute in settings.of(service) {
        let Attribute { code, datatype, required, variable, .. } = attribute;
        let values = attribute.values.iter().map(|one| value((one.key.as_str(), one.label(lang)))).collect();
        let (question, help) = (attribute.question(lang), attribute.help(lang));
        all.push(asked(
            all.len() + 1,
            code.as_str(),
            *datatype,
            *required,
            *variable,
            question,
            help,
            values,
        ));
    }
    Node::Fields(vec![("service_code", service.code().into()), ("attributes", Node::List("attribute", all))])
}

/// What became of a form that was handed in.
#[must_use]
pub fn created(id: &str, notice: &str) -> Node {
    let request = vec![
        ("service_request_id", id.into()),
        ("service_notice", notice.into()),
        ("account_id", Node::Null),
    ];
    Node::List("request", vec![Node::Fields(request)])
}

/// The number that a token stands for: they are the same here.
#[must_use]
pub fn token(id: TicketId) -> Node {
    let id = id.to_string();
    Node::List(
        "request",
        vec![Node::Fields(vec![("service_request_id", id.as_str().into()), ("token", id.into())])],
    )
}

/// The same of an update.
#[must_use]
pub fn update_created(ticket: TicketId, seq: u32) -> Node {
    Node::List("request_update", vec![Node::Fields(vec![("update_id", update_id(ticket, seq).into())])])
}

fn update_id(ticket: TicketId, seq: u32) -> String {
    format!("{ticket}-{seq}")
}

/// `open` while something is owed to the citizen.
#[must_use]
pub const fn status(state: State) -> &'static str {
    if state.is_open() { "open" } else { "closed" }
}

/// A request as everybody is shown it.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestView {
    pub id: TicketId,
    pub state: State,
    pub service: Service,
    pub description: Option<String>,
    pub status_notes: Option<String>,
    pub agency: Option<String>,
    pub requested_at: Timestamp,
    pub updated_at: Timestamp,
    pub expected_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// As near as everybody may know.
    pub place: Location,
    pub media_url: Option<String>,
    pub source: &'static str,
}

impl RequestView {
    fn address(&self) -> Option<String> {
        let parts =
            [&self.place.district, &self.place.address].into_iter().flatten().map(|place| place.as_str());
        let mut address = String::new();
        for part in parts.filter(|part| !part.is_empty()) {
            // An address that begins with its district says it once.
            if part.starts_with(address.as_str()) {
                address.clear();
            }
            address.push_str(part);
        }
        Some(address).filter(|address| !address.is_empty())
    }

    fn point(&self) -> [Node; 2] {
        let lat = self.place.lat.map(|lat| degrees(millionths(lat.get())));
        let lon = self.place.lon.map(|lon| degrees(millionths(lon.get())));
        [lat, lon].map(|part| part.map_or(Node::Null, Node::Number))
    }

    #[must_use]
    pub fn node(&self, extended: bool, lang: Lang) -> Node {
        let moment = |at: Option<Timestamp>| Node::from(at.map(|at| at.to_string()));
        let [lat, long] = self.point();
        let notice = self.expected_at.filter(|_| self.state.is_open()).map(|due| due_notice(due, lang));
        let mut fields = vec![
            ("service_request_id", self.id.to_string().into()),
            ("status", status(self.state).into()),
            ("status_notes", self.status_notes.as_deref().into()),
            ("service_name", self.service.name(lang).into()),
            ("service_code", self.service.code().into()),
            ("description", self.description.as_deref().into()),
            ("agency_responsible", self.agency.as_deref().into()),
            ("service_notice", notice.into()),
            ("requested_datetime", moment(Some(self.requested_at))),
            ("updated_datetime", moment(Some(self.updated_at))),
            ("expected_datetime", moment(self.expected_at)),
            ("address", self.address().into()),
            ("address_id", Node::Null),
            ("zipcode", Node::Null),
            ("lat", lat),
            ("long", long),
            ("media_url", self.media_url.as_deref().into()),
        ];
        if extended {
            let district = self.place.district.as_ref().map(ToString::to_string);
            fields.push((
                "extended_attributes",
                Node::Fields(vec![
                    ("state", self.state.as_str().into()),
                    ("state_name", self.state.label(lang).into()),
                    ("group", self.service.group(lang).into()),
                    ("district", district.into()),
                    ("source", self.source.into()),
                    ("closed_datetime", moment(self.closed_at)),
                ]),
            ));
        }
        Node::Fields(fields)
    }

    /// One line of [`BULK_HEADER`].
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
        let [lat, long] = self.point().map(|node| match node {
            Node::Number(number) => number,
            _ => String::new(),
        });
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let below = self.service.subcategory.map_or("", |name| lang.of(name.as_str(), name.english()));
        let address = self.address().unwrap_or_default();
        csv::record([
            Cell::Id(&self.id.to_string()),
            Cell::Plain(&self.requested_at.to_string()),
            Cell::Plain(&self.updated_at.to_string()),
            Cell::Plain(&moment(self.closed_at)),
            Cell::Plain(status(self.state)),
            Cell::Text(&text(self.status_notes.as_deref())),
            Cell::Plain(self.source),
            Cell::Text(self.service.group(lang)),
            Cell::Text(below),
            Cell::Text(&text(self.description.as_deref())),
            Cell::Text(&text(self.agency.as_deref())),
            Cell::Text(&address),
            Cell::Plain(&lat),
            Cell::Plain(&long),
        ])
    }
}

/// What GeoReport Bulk begins with. A byte order mark would be part of the first name for the programs that read it.
pub const BULK_HEADER: &str = "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,status_notes,\
     source,service_name,service_subtype,description,agency_responsible,address,lat,long\r\n";

/// When an answer is due, in words.
#[must_use]
pub fn due_notice(due: Timestamp, lang: Lang) -> String {
    lang.pick(&format!("承诺于 {due} 前办结"), &format!("An answer is due by {due}"))
}

/// That what was handed in is not shown, in words.
#[must_use]
pub fn secrecy_notice(lang: Lang) -> &'static str {
    lang.of("本件不在 Open311 公开显示", "It is not shown by Open311")
}

/// Requests of a list.
#[must_use]
pub fn requests(all: &[RequestView], extended: bool, lang: Lang) -> Node {
    Node::List("request", all.iter().map(|one| one.node(extended, lang)).collect())
}

/// One of the updates of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateView {
    pub ticket: TicketId,
    pub seq: u32,
    pub at: Timestamp,
    pub state: State,
    pub description: String,
}

/// Updates of a list.
#[must_use]
pub fn updates(all: &[UpdateView]) -> Node {
    let told = |update: &UpdateView| {
        Node::Fields(vec![
            ("update_id", update_id(update.ticket, update.seq).into()),
            ("service_request_id", update.ticket.to_string().into()),
            ("status", status(update.state).into()),
            ("updated_datetime", update.at.to_string().into()),
            ("description", update.description.as_str().into()),
            ("media_url", Node::Null),
        ])
    };
    Node::List("request_update", all.iter().map(told).collect())
}

/// Millionths of a degree as people write them.
fn degrees(millionths: i64) -> String {
    let (whole, part) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
    let sign = if millionths < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{part:06}");
    let text = text.trim_end_matches('0');
    text.strip_suffix('.').unwrap_or(text).to_owned()
}

/// A form that was handed in: names and values, decoded; an empty value equals an absent one.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(pub &'a [(String, String)]);

impl<'a> Fields<'a> {
    /// The first value of a name.
    #[must_use]
    pub fn get(self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(key, value)| key == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    }

    /// Codes and values of attributes: `attribute[CODE]` and `attribute[CODE][]`, the first with commas between several as
    /// well where `is_list` says so.
    #[must_use]
    pub fn attributes(self, is_list: impl Fn(&str) -> bool) -> Vec<(&'a str, &'a str)> {
        let mut all = Vec::new();
        for (name, value) in self.0 {
            let Some(rest) = name.strip_prefix("attribute[") else { continue };
            let Some((code, rest)) = rest.split_once(']') else { continue };
            let value = value.trim();
            if value.is_empty() || !matches!(rest, "" | "[]") {
                continue;
            }
            if rest.is_empty() && is_list(code) {
                all.extend(
                    value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| (code, part)),
                );
            } else {
                all.push((code, value));
            }
        }
        all
    }
}

fn fault(field: &str, invalid: Invalid) -> Fault {
    Fault { pointer: field.to_owned(), invalid }
}

/// The body of `POST /v1/tickets` that a form comes to. What is left to find wrong in it is found there.
///
/// # Errors
/// Fields of the form, by their names.
pub fn submission(
    form: Fields<'_>,
    service: Service,
    settings: &Open311Settings,
) -> Result<String, Vec<Fault>> {
    let mut faults = Vec::new();
    let is_list = |code: &str| {
        settings.of(service).any(|it| it.code.as_str() == code && it.datatype == Datatype::MultiValueList)
    };
    let answers = settings.answers(service, &form.attributes(is_list)).unwrap_or_else(|wrong| {
        faults.extend(wrong.into_iter().map(|(code, invalid)| fault(&format!("attribute[{code}]"), invalid)));
        Answers::default()
    });
    let mut read = |name: &str, most| {
        let read = form.get(name).map(|text| read_degrees(text, most)).transpose();
        read.unwrap_or_else(|invalid| {
            faults.push(fault(name, invalid));
            None
        })
    };
    let (lat, lon) = (read("lat", 90), read("long", 180));
    let address = form.get("address_string").or(form.get("address_id"));
    match (form.get("lat"), form.get("long")) {
        (Some(_), None) => faults.push(fault("long", Invalid::Missing)),
        (None, Some(_)) => faults.push(fault("lat", Invalid::Missing)),
        (None, None) if address.is_none() => faults.push(fault("lat", Invalid::Missing)),
        _ => {}
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut content = form.get("description").unwrap_or_default().to_owned();
    for line in &answers.lines {
        if !content.is_empty() {
            content.push('\n');
        }
        content.push_str(line);
    }
    if content.is_empty() {
        content = service.name(Lang::Zh);
    }
    let mut body: Vec<(&'static str, Node)> = vec![
        ("content", content.into()),
        ("channel", "open311".into()),
        ("category", service.category.as_str().into()),
    ];
    body.extend(service.subcategory.map(|name| ("subcategory", name.as_str().into())));
    body.extend(answers.kind.map(|kind| ("kind", kind.as_str().into())));
    let mut location: Vec<(&'static str, Node)> = Vec::new();
    location.extend(address.map(|address| ("address", address.into())));
    location.extend(
        lat.zip(lon).into_iter().flat_map(|(lat, lon)| {
            [("lat", Node::Number(degrees(lat))), ("lon", Node::Number(degrees(lon)))]
        }),
    );
    body.push(("location", Node::Fields(location)));
    let mut reporter: Vec<(&'static str, Node)> = vec![
        ("reply_wanted", Node::Flag(answers.reply_wanted)),
        ("confidential", Node::Flag(answers.confidential)),
    ];
    for (field, name) in [("phone", "phone"), ("email", "email")] {
        reporter.extend(form.get(name).map(|value| (field, value.into())));
    }
    reporter.extend(full_name(form).map(|name| ("name", name.into())));
    body.push(("reporter", Node::Fields(reporter)));
    body.extend(form.get("media_url").map(|url| ("attachments", Node::List("", vec![media(url)]))));
    let mut text = String::new();
    Node::Fields(body).json(&mut text);
    Ok(text)
}

/// Of a Chinese name the family's goes first.
fn full_name(form: Fields<'_>) -> Option<String> {
    let (first, last) = (form.get("first_name"), form.get("last_name"));
    match (first, last) {
        (Some(first), Some(last)) if first.is_ascii() && last.is_ascii() => Some(format!("{first} {last}")),
        (Some(first), Some(last)) => Some(format!("{last}{first}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// A picture by its address; what it is, as far as its name says.
fn media(url: &str) -> Node {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("media");
    let name: String = name.chars().filter(|character| !character.is_control()).take(100).collect();
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let media_type = match ending.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "heic" => "image/heic",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    };
    Node::Fields(vec![("name", name.into()), ("media_type", media_type.into()), ("url", url.into())])
}

/// The field of the form that a pointer into the body of [`submission`] means.
#[must_use]
pub fn field_of(pointer: &str) -> &str {
    match pointer {
        "/content" => "description",
        "/location/address" => "address_string",
        "/location/lat" => "lat",
        "/location/lon" => "long",
        "/reporter/name" => "first_name",
        "/reporter/phone" => "phone",
        "/reporter/email" => "email",
        "/public" => "description",
        other if other.starts_with("/attachments") => "media_url",
        other => other.trim_start_matches(['/', '?']),
    }
}

/// The body of `POST /v1/tickets/{id}/updates` that an update comes to, with the request that it is about and what makes it
/// safe to send twice.
///
/// # Errors
/// Fields of the form, by their names.
pub fn supplement(form: Fields<'_>) -> Result<(TicketId, String, String), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut owed = |name: &str| {
        let value = form.get(name);
        if value.is_none() {
            faults.push(fault(name, Invalid::Missing));
        }
        value.unwrap_or_default()
    };
    let (id, update, description) = (owed("service_request_id"), owed("update_id"), owed("description"));
    if let Some(invalid) = form.get("updated_datetime").and_then(|at| at.parse::<Since>().err()) {
        faults.push(fault("updated_datetime", invalid));
    }
    let status = form.get("status").map(str::to_ascii_lowercase);
    if update.len() > 200 || update.chars().any(char::is_control) {
        faults.push(fault("update_id", Invalid::TooLong(200)));
    }
    let Ok(id) = TicketId::parse(id) else {
        if faults.is_empty() {
            faults.push(fault("service_request_id", Invalid::NotFound));
        }
        return Err(faults);
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut said = description.to_owned();
    for (label, value) in [("对方系统状态", status.as_deref()), ("附件", form.get("media_url"))] {
        if let Some(value) = value {
            said.extend(["\n", label, "：", value]);
        }
    }
    let mut body = String::new();
    Node::Fields(vec![("action", "supplement".into()), ("public", said.into())]).json(&mut body);
    Ok((id, update.to_owned(), body))
}

/// The longest span that one question may ask for, and that one without asks for.
pub const MAX_DAYS: i64 = 90;

/// A span of time out of where it begins and where it ends: of one alone, 90 days from or up to it, and of none the last 90.
/// Its end is not part of it any more.
///
/// # Errors
/// For an end that lies before the beginning, or more than 90 days behind it.
pub fn span(
    from: Option<Since>,
    until: Option<UpTo>,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), Invalid> {
    const SPAN: i64 = MAX_DAYS * DAY;
    let (from, until) = match (from, until) {
        (Some(Since(from)), Some(UpTo(until))) => (from, until),
        (Some(Since(from)), None) => (from, from.plus(SPAN)),
        (None, Some(UpTo(until))) => (until.plus(-SPAN), until),
        (None, None) => (now.plus(1 - SPAN), now.plus(1)),
    };
    // A day more for spans of whole days, first and last included.
    if from >= until || until.since(from) > SPAN + DAY {
        return Err(Invalid::Between(0, MAX_DAYS));
    }
    Ok((from, until))
}

/// Whether a point lies in a box.
#[must_use]
pub fn lies_within(place: &Location, [west, south, east, north]: [i64; 4]) -> bool {
    let lat = place.lat.map(|lat| millionths(lat.get()));
    let lon = place.lon.map(|lon| millionths(lon.get()));
    lat.is_some_and(|lat| (south..=north).contains(&lat))
        && lon.is_some_and(|lon| (west..=east).contains(&lon))
}

/// The first picture that everybody may be sent to.
#[must_use]
pub fn media_url(attachments: &[Attachment]) -> Option<String> {
    attachments.first().map(|file| file.url.as_str().to_owned())
}

#[cfg(test)]
mod tests;
