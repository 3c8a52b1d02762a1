//! The hotline on other pages: the address of its form with fields filled in, the same as a code to be photographed, and a
//! script that puts a link or the form itself into a page.

use std::fmt::Write;
use std::str::FromStr;

use minsheng_types::category::Category;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Place;
use minsheng_types::uri::encoded;
use minsheng_types::words::{Channel, Kind};
use qrcodegen::{QrCode, QrCodeEcc};

/// Where the form is.
pub const FORM: &str = "/submit";
/// Where a survey is answered; its number stands behind it.
pub const SURVEY: &str = "/surveys/";

/// A link into the hotline's own pages. It holds a path and never a host, so that nobody is led elsewhere by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    Form(Prefilled),
    /// The survey of this number.
    Survey(u32),
}

/// Fields of the form that are filled in; whoever follows the link can change them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefilled {
    pub kind: Option<Kind>,
    pub category: Option<Category>,
    pub district: Option<Place>,
    pub address: Option<Place>,
    /// By which the demand came in; `web` where the link does not say.
    pub channel: Option<Channel>,
}

impl Prefilled {
    /// The names of the fields in a link.
    pub const FIELDS: [&'static str; 5] = ["kind", "category", "district", "address", "channel"];

    /// Reads the fields of a link; each stands there once or not at all.
    ///
    /// # Errors
    /// The name of what is wrong, and what is wrong with it.
    pub fn read<'a>(
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, (&'a str, Invalid)> {
        fn set<'a, T: FromStr<Err: Into<Invalid>>>(
            field: &mut Option<T>,
            (name, value): (&'a str, &str),
        ) -> Result<(), (&'a str, Invalid)> {
            let value = value.parse::<T>().map_err(|wrong| (name, wrong.into()))?;
            if field.replace(value).is_some() { Err((name, Invalid::Duplicate)) } else { Ok(()) }
        }
        let mut read = Self::default();
        for field in fields {
            match field.0 {
                "kind" => set(&mut read.kind, field)?,
                "category" => set(&mut read.category, field)?,
                "district" => set(&mut read.district, field)?,
                "address" => set(&mut read.address, field)?,
                "channel" => set(&mut read.channel, field)?,
                other => return Err((other, Invalid::UnknownField)),
            }
        }
        Ok(read)
    }
}

/// The path and its query.
impl std::fmt::Display for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = match self {
            Self::Survey(number) => return write!(f, "{SURVEY}{number}"),
            Self::Form(fields) => fields,
        };
        f.write_str(FORM)?;
        let values = [
            fields.kind.map(Kind::as_str),
            fields.category.map(Category::as_str),
            fields.district.as_ref().map(Place::as_str),
            fields.address.as_ref().map(Place::as_str),
            fields.channel.map(Channel::as_str),
        ];
        let mut before = '?';
        for (name, value) in Prefilled::FIELDS.into_iter().zip(values) {
            if let Some(value) = value {
                write!(f, "{before}{name}={}", encoded(value))?;
                before = '&';
            }
        }
        Ok(())
    }
}

/// Modules of white around a code (ISO/IEC 18004).
const QUIET: i32 = 4;

/// The code of an address, as a picture that can be printed in any size; `None` for one that is too long for any code.
#[must_use]
pub fn qr_svg(address: &str) -> Option<String> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\""
    );
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            write!(svg, "M{} {}h1v1h-1z", x + QUIET, y + QUIET).unwrap_or_default();
        }
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}

/// The script of `GET /embed.js`. Beside it, it puts a link to the form, or with `data-mode="frame"` the form in a frame;
/// `data-kind`, `data-category`, `data-district`, `data-address` and `data-channel` fill in fields, `data-text` is what the
/// link says. It needs nothing of the page but `script-src` (and `frame-src` for a frame), and loads nothing by itself.
pub const SCRIPT: &str = r#"(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || !script.parentNode) return;
  var data = script.dataset;
  var url = new URL("/submit", script.src);
  ["kind", "category", "district", "address", "channel"].forEach(function (name) {
    if (data[name]) url.searchParams.set(name, data[name]);
  });
  var text = data.text || "\u653f\u52a1\u670d\u52a1\u70ed\u7ebf 12345";
  var element;
  if (data.mode === "frame") {
    element = document.createElement("iframe");
    element.src = url.href;
    element.title = text;
    element.loading = "lazy";
    element.referrerPolicy = "no-referrer";
    element.width = "100%";
    element.height = data.height || "720";
  } else {
    element = document.createElement("a");
    element.href = url.href;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
    element.textContent = text;
  }
  element.className = "minsheng-entry";
  script.parentNode.insertBefore(element, script.nextSibling);
})();
"#;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields_of(query: &str) -> Vec<(String, String)> {
        let decoded = |text: &str| {
            let mut bytes = Vec::new();
            let mut rest = text.bytes();
            while let Some(byte) = rest.next() {
                let hex = |rest: &mut dyn Iterator<Item = u8>| {
                    char::from(rest.next().unwrap()).to_digit(16).unwrap() as u8
                };
                bytes.push(if byte == b'%' { hex(&mut rest) * 16 + hex(&mut rest) } else { byte });
            }
            String::from_utf8(bytes).unwrap()
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect()
    }

    fn read(fields: &[(String, String)]) -> Result<Prefilled, (&str, Invalid)> {
        Prefilled::read(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    fn read_back(link: &Link) -> Prefilled {
        let printed = link.to_string();
        let (path, query) = printed.split_once('?').unwrap_or((&printed, ""));
        assert_eq!(path, FORM);
        let fields = fields_of(query);
        read(&fields).unwrap()
    }

    #[test]
    fn a_link_fills_in_the_form() {
        let prefilled = Prefilled {
            kind: Some(Kind::Suggestion),
            category: Some(Category::Transport),
            district: Place::parse("岳麓区").ok(),
            channel: Some(Channel::App),
            ..Prefilled::default()
        };
        let link = Link::Form(prefilled.clone());
        assert_eq!(
            link.to_string(),
            "/submit?kind=suggestion&category=%E4%BA%A4%E9%80%9A%E8%BF%90%E8%BE%93&district=%E5%B2%B3%E9%BA%93%E5%8C%BA&channel=app"
        );
        assert_eq!(read_back(&link), prefilled);
        assert_eq!(Link::Form(Prefilled::default()).to_string(), FORM);
        assert_eq!(Link::Survey(3).to_string(), "/surveys/3");
    }

    #[test]
    fn a_link_holds_nothing_else() {
        for (name, value, code) in [
            ("kind", "nonsense", "unknown_value"),
            ("category", "交通", "unknown_value"),
            ("district", "", "empty"),
            ("channel", "WEB", "unknown_value"),
            ("next", "https://evil.example", "unknown_field"),
        ] {
            let (wrong, invalid) = Prefilled::read([(name, value)]).unwrap_err();
            assert_eq!((wrong, invalid.code()), (name, code));
        }
        let twice = Prefilled::read([("kind", "help"), ("kind", "praise")]);
        assert_eq!(twice.unwrap_err(), ("kind", Invalid::Duplicate));
    }

    /// What a reader sees in the picture: every module as three by three dots.
    fn scanned(svg: &str) -> String {
        const DOTS: usize = 3;
        let document = roxmltree::Document::parse(svg).expect("an SVG");
        let root = document.root_element();
        let side: usize = root.attribute("viewBox").unwrap().rsplit(' ').next().unwrap().parse().unwrap();
        let path =
            root.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "path"))).unwrap();
        let mut dark = vec![false; side * side];
        for module in path.attribute("d").unwrap().split('M').filter(|part| !part.is_empty()) {
            let (x, y) = module.strip_suffix("h1v1h-1z").unwrap().split_once(' ').unwrap();
            dark[y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap()] = true;
        }
        let seen = |x: usize, y: usize| if dark[y / DOTS * side + x / DOTS] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * DOTS, side * DOTS, seen);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code");
        grids[0].decode().expect("a code that can be read").1
    }

    #[test]
    fn a_code_says_the_address() {
        for address in ["https://12345.example.gov.cn/submit", "http://localhost:3000/surveys/3"] {
            assert_eq!(scanned(&qr_svg(address).unwrap()), address);
        }
        assert_eq!(qr_svg(&"x".repeat(5000)), None);
    }

    #[test]
    fn the_script_is_small_and_asks_nothing_of_the_page() {
        assert!(SCRIPT.len() < 2048 && SCRIPT.is_ascii(), "{}", SCRIPT.len());
        for bad in [
            "eval",
            "innerHTML",
            "document.write",
            "Function(",
            "http:",
            "https:",
            ".style",
            "onclick",
            "cookie",
            "fetch",
        ] {
            assert!(!SCRIPT.contains(bad), "{bad}");
        }
        for field in Prefilled::FIELDS {
            assert!(SCRIPT.contains(&format!("\"{field}\"")), "{field}");
        }
        assert!(SCRIPT.contains(&format!("\"{FORM}\"")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_is_filled_in_comes_back(district in "\\PC{1,40}", address in "[ -~]{1,60}") {
            let prefilled = Prefilled { district: Place::parse(&district).ok(), address: Place::parse(&address).ok(), ..Prefilled::default() };
            let link = Link::Form(prefilled.clone());
            prop_assert_eq!(read_back(&link), prefilled);
            let printed = link.to_string();
            prop_assert!(printed.bytes().all(|byte| byte.is_ascii_graphic()) && printed.starts_with('/') && !printed.starts_with("//"));
            let address = format!("https://12345.example.gov.cn{printed}");
            prop_assert_eq!(scanned(&qr_svg(&address).unwrap()), address);
        }
    }
}
