//! What a form sent.

use bytes::Bytes;
use futures_util::stream;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use minsheng_edge::Problem;
use minsheng_edge::call::Query;
use minsheng_edge::problem::Kind;

/// Characters of a file's name that are kept.
const NAME: usize = 80;

#[derive(Debug)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub bytes: Bytes,
}

#[derive(Debug, Default)]
pub struct Form {
    pub fields: Vec<(String, String)>,
    pub files: Vec<File>,
}

impl Form {
    /// # Errors
    /// 400 for what is no form.
    #[cfg(target_arch = "wasm32")]
    pub async fn of(visit: &minsheng_edge::page::Visit) -> Result<Self, Problem> {
        Self::read(&visit.headers, &visit.body).await
    }

    /// # Errors
    /// 400 for what is no form.
    pub async fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Problem> {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if let Ok(boundary) = multer::parse_boundary(media_type) {
            return Self::of_parts(body.clone(), boundary).await;
        }
        let text = std::str::from_utf8(body).map_err(|_| Kind::InvalidParameter)?;
        let fields =
            Query::parse(text)?.pairs().iter().map(|(name, value)| (name.clone(), unbroken(value))).collect();
        Ok(Self { fields, files: Vec::new() })
    }

    async fn of_parts(body: Bytes, boundary: String) -> Result<Self, Problem> {
        let broken = |error: multer::Error| Problem::caused(Kind::InvalidParameter, error);
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

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const TYPES: [&str; 2] = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

    proptest! {
        #[test]
        fn whatever_is_sent_is_a_form_or_refused(
            body in prop_oneof![
                vec(any::<u8>(), 0..300),
                "(--x(--)?|\r\n|content-disposition: form-data|; (file)?name=|\"|[a-z=&%+0-9]){0,40}".prop_map(String::into_bytes)
            ],
        ) {
            for of in TYPES {
                if let Err(kind) = read(of, &body) {
                    prop_assert_eq!(kind.status(), 400);
                }
            }
        }

        #[test]
        fn a_field_comes_back_as_it_was_sent(name in "[a-z_]{1,12}", value in r"[^\r\n\x00]{0,60}") {
            let part = format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n--x--\r\n");
            let form = read(TYPES[1], part.as_bytes()).unwrap();
            prop_assert_eq!(form.fields, [(name, value)]);
        }
    }

    fn read(media_type: &str, body: &[u8]) -> Result<Form, Kind> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap());
        let body = Bytes::copy_from_slice(body);
        pollster::block_on(Form::read(&headers, &body)).map_err(|problem| problem.kind())
    }

    fn parts(body: &str) -> Result<Form, Kind> {
        read("multipart/form-data; boundary=x", body.replace('\n', "\r\n").as_bytes())
    }

    #[test]
    fn fields_are_found_by_name_with_lines_that_end_alike() {
        let form =
            read("application/x-www-form-urlencoded", "who=open&who=anonymous&text=%20a%0D%0Ab+".as_bytes())
                .unwrap();
        assert_eq!((form.get("who"), form.get("text"), form.get("none")), ("open", "a\nb", ""));
        assert_eq!(form.all("who").collect::<Vec<_>>(), ["open", "anonymous"]);
        let form = parts("--x\nContent-Disposition: form-data; name=\"text\"\n\na\nb\n--x--\n").unwrap();
        assert_eq!((form.get("text"), form.files.len()), ("a\nb", 0));
        let headers = HeaderMap::new();
        let form = pollster::block_on(Form::read(&headers, &Bytes::from_static(b"a=1"))).unwrap();
        assert_eq!(form.get("a"), "1", "without a type it is what forms send without files");
    }

    #[test]
    fn a_file_has_the_name_that_it_had_and_no_folder() {
        let file = |name: &str, bytes: &str| {
            let head = format!("Content-Disposition: form-data; name=\"files\"; filename=\"{name}\"");
            parts(&format!("--x\n{head}\nContent-Type: image/png; a=b\n\n{bytes}\n--x--\n")).unwrap()
        };
        let long = format!("{}.png", "长".repeat(200));
        for (sent, kept) in [
            ("灯.png", "灯.png"),
            ("C:\\fakepath\\灯.png", "灯.png"),
            ("../../etc/passwd", "passwd"),
            ("/", "file"),
            (" ", "file"),
            (&long, &long[long.len() - 76 * 3 - 4..]),
        ] {
            let form = file(sent, "bytes");
            assert_eq!(form.files[0].name, kept, "{sent:?}");
            assert_eq!(
                (&form.files[0].bytes[..], form.files[0].media_type.as_str()),
                (&b"bytes"[..], "image/png")
            );
            assert!(form.fields.is_empty(), "a file is no field");
        }
        assert!(file("", "").files.is_empty(), "a field in which none was chosen");
        assert_eq!(shortened("a\u{7f}\u{1}\nb\u{85}.png"), "ab.png");
    }

    #[test]
    fn what_is_no_form_is_refused_and_never_half_of_one() {
        for (media_type, body) in [
            ("application/x-www-form-urlencoded", &b"a=\xff"[..]),
            ("application/x-www-form-urlencoded", b"a=%ff"),
            ("multipart/form-data; boundary=x", b""),
            ("multipart/form-data; boundary=x", b"a=1"),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
            ),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--x--\r\n",
            ),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x"),
        ] {
            let told = read(media_type, body).map(|form| form.fields);
            assert_eq!(told, Err(Kind::InvalidParameter), "{media_type}: {}", body.escape_ascii());
        }
    }
}
