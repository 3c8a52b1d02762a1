//! What WeChat says of a code that a mini-program has from `wx.login` (`jscode2session`).

use minsheng_types::text::WeChatCode;
use minsheng_types::uri::encoded;
use serde::Deserialize;

/// Where it is asked, below WeChat's address. What the operator has set may hold any character.
#[must_use]
pub fn session_path(app: &str, secret: &str, code: &WeChatCode) -> String {
    let (app, secret) = (encoded(app), encoded(secret));
    format!("/sns/jscode2session?appid={app}&secret={secret}&js_code={code}&grant_type=authorization_code")
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The person, by their `openid`: always the same one in this mini-program, and nobody's elsewhere.
    Person(String),
    /// The code is none, used, or too old; or WeChat has blocked whoever shows it.
    NoCode,
    /// Another `errcode`: it is busy, or its operator has set something wrong.
    Nothing(i64),
    Garbage,
}

/// `invalid code`, `code blocked`, `code been used`.
const NO_CODE: [i64; 3] = [40029, 40226, 40163];
/// Characters that an `openid` can have at most, four times as many as it has.
const LONGEST: usize = 128;

/// The answer's fields that are looked at; not the key of the session.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    openid: String,
}

impl Said {
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let Ok(Answer { errcode, openid }) = serde_json::from_slice(body) else { return Self::Garbage };
        if NO_CODE.contains(&errcode) {
            return Self::NoCode;
        }
        if errcode != 0 {
            return Self::Nothing(errcode);
        }
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if openid.is_empty() || openid.len() > LONGEST || !openid.bytes().all(is_id) {
            return Self::Garbage;
        }
        Self::Person(openid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_person_no_code_or_trouble() {
        let person = |id: &str| Said::Person(id.to_owned());
        for (body, said) in [
            (r#"{"session_key":"k==","openid":"oX-5_a"}"#, person("oX-5_a")),
            (r#"{"session_key":7,"openid":"o1","unionid":"u","errcode":0,"errmsg":"ok"}"#, person("o1")),
            (r#"{"errcode":40029,"errmsg":"invalid code, rid: 1"}"#, Said::NoCode),
            (r#"{"errcode":40163,"openid":"o1"}"#, Said::NoCode),
            (r#"{"errcode":40226}"#, Said::NoCode),
            (r#"{"errcode":-1,"errmsg":"system error"}"#, Said::Nothing(-1)),
            (r#"{"errcode":40013,"errmsg":"invalid appid"}"#, Said::Nothing(40013)),
            (r#"{"openid":""}"#, Said::Garbage),
            (r#"{"openid":"o 1"}"#, Said::Garbage),
            (r#"{"openid":7}"#, Said::Garbage),
            (r#"{"openid":null}"#, Said::Garbage),
            ("{}", Said::Garbage),
            ("[]", Said::Garbage),
            ("<html>", Said::Garbage),
            ("", Said::Garbage),
        ] {
            assert_eq!(Said::read(body.as_bytes()), said, "{body}");
        }
        assert_eq!(Said::read(format!(r#"{{"openid":"{}"}}"#, "a".repeat(129)).as_bytes()), Said::Garbage);
    }

    #[test]
    fn what_is_asked_is_one_question_whatever_the_operator_has_set() {
        let code = WeChatCode::parse("0a_-1").unwrap();
        assert_eq!(
            session_path("wx1&a=b", "s#/中", &code),
            "/sns/jscode2session?appid=wx1%26a%3Db&secret=s%23%2F%E4%B8%AD&js_code=0a_-1&grant_type=authorization_code"
        );
        for bad in ["", "a&b", "a b", "a%26", "中", &"a".repeat(129)] {
            assert!(WeChatCode::parse(bad).is_err(), "{bad}");
        }
    }
}
