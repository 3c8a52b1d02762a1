//! What a form sent.

use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use minsheng_edge::Problem;
use minsheng_edge::call::Query;
use minsheng_edge::page::Visit;
use minsheng_edge::problem::Kind;

/// Characters of a file's name that are kept.
const NAME: usize = 80;

pub struct File {
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
}

#[derive(Default)]
pub struct Form {
    pub fields: Vec<(String, String)>,
    pub files: Vec<File>,
}

impl Form {
    /// # Errors
    /// 400 for what is no form.
    pub async fn of(visit: &Visit) -> Result<Self, Problem> {
        let media_type =
            visit.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if let Ok(boundary) = multer::parse_boundary(media_type) {
            return Self::of_parts(visit, boundary).await;
        }
        let text = std::str::from_utf8(&visit.body).map_err(|_| Kind::InvalidParameter)?;
        let fields =
            Query::parse(text)?.pairs().iter().map(|(name, value)| (name.clone(), unbroken(value))).collect();
        Ok(Self { fields, files: Vec::new() })
    }

    async fn of_parts(visit: &Visit, boundary: String) -> Result<Self, Problem> {
        let broken = |error: multer::Error| Problem::caused(Kind::InvalidParameter, error);
        let body = visit.body.clone();
        let mut parts = multer::Multipart::new(stream::iter([Ok::<Bytes, std::io::Error>(body)]), boundary);
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let media_type = part.content_type().map(|media_type| media_type.essence_str().to_owned());
            let bytes = part.bytes().await.map_err(broken)?;
            match file {
                Some(file) if !bytes.is_empty() => form.files.push(File {
                    name: shortened(&file),
                    media_type: media_type.unwrap_or_default(),
                    bytes,
                }),
                Some(_) => {}
                None => {
                    let text = std::str::from_utf8(&bytes).map_err(|_| Kind::InvalidParameter)?;
                    form.fields.push((name, unbroken(text)));
                }
            }
        }
        Ok(form)
    }

    /// The first value of a name, without the space around it; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Lines end as they do everywhere else: browsers send the other ending.
fn unbroken(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A name without the folders that some browsers put before it; what is long keeps its end, which says what it is.
fn shortened(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let long = name.chars().count().saturating_sub(NAME);
    let name: String = name.chars().skip(long).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}
