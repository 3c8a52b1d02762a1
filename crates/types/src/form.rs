//! The forms that a field can have, as people are told of them, and as the interface's document has them as patterns.

use crate::lang::Lang;

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $zh:literal, $en:literal $(, $pattern:literal)?;)+) => {
        /// A form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Form { $($(#[$doc])* $name),+ }

        impl Form {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $id),+ } }

            /// What is of this form, with an example.
            #[must_use]
            pub const fn about(self, lang: Lang) -> &'static str { match self { $(Self::$name => lang.of($zh, $en)),+ } }

            /// A regular expression (ECMA-262) for whatever is of this form; where there is none, more is taken than one
            /// could say.
            #[must_use]
            pub const fn pattern(self) -> Option<&'static str> { match self { $(Self::$name => forms!(@pattern $($pattern)?)),+ } }
        }
    };
    (@pattern) => { None };
    (@pattern $pattern:literal) => { Some($pattern) };
}

forms! {
    Time = "time", "带时区的日期时间（RFC 3339），如 2026-11-23T10:00:00+08:00", "a time with its offset (RFC 3339), as 2026-11-23T10:00:00+08:00", "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";
    Day = "day", "日期，如 2026-11-23", "a day, as 2026-11-23", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    TimeOfDay = "time_of_day", "时刻，如 09:00", "a time of day, as 09:00", "^[0-9]{2}:[0-9]{2}$";
    Number = "number", "整数", "a whole number", "^-?[0-9]+$";
    TicketId = "ticket_id", "14 位工单号，以日期开头，如 20261123000042", "a ticket's number of 14 digits, the day first, as 20261123000042", "^[0-9]{14}$";
    Phone = "phone", "电话号码，如 13812341234 或 0731-12345678", "a telephone number, as 13812341234 or 0731-12345678";
    Mobile = "mobile", "11 位手机号码，如 13812341234", "a mobile number of 11 digits, as 13812341234";
    Email = "email", "电子邮箱，如 name@example.org", "an e-mail address, as name@example.org", "^[^@\\s\\u0000-\\u0020\\u007F-\\u00A0]+@[^@\\s\\u0000-\\u0020\\u007F-\\u00A0]+$";
    Url = "url", "网址，以 http:// 或 https:// 开头", "an address that begins with http:// or https://", "^https?://[^/\\s\\u0000-\\u0020\\u007F-\\u00A0][^\\s\\u0000-\\u0020\\u007F-\\u00A0]*$";
    MediaType = "media_type", "媒体类型，如 image/jpeg", "a media type, as image/jpeg", "^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+$";
    Code = "code", "字母、数字、“_”“-”“.”", "letters, digits, `_`, `-` and `.`", "^[A-Za-z0-9_.-]+$";
    Limit = "limit", "hours、working_hours、working_days 三者之一，如 {\"working_days\": 3}", "one of hours, working_hours and working_days, as {\"working_days\": 3}";
    Box = "box", "西、南、东、北四边的度数，如 112.8,28.1,113.1,28.3", "west, south, east and north in degrees, as 112.8,28.1,113.1,28.3";
    Token = "token", "64 位小写十六进制数字", "64 small hexadecimal digits", "^[0-9a-f]{64}$";
    OneTimeCode = "one_time_code", "6 位数字", "six digits";
    FactorCode = "factor_code", "6 位动态验证码，或备用码", "six digits of the authenticator, or a recovery code";
    ModelId = "model_id", "16 位小写十六进制数字", "16 small hexadecimal digits", "^[0-9a-f]{16}$";
    Cursor = "cursor", "上一页的 next，原样", "`next` of the page before, as it is";
    EventId = "event_id", "事件的 id 或上次的 next，如 1234-1795766400", "an event's id or the last `next`, as 1234-1795766400", "^[0-9]{1,18}(-[0-9]{1,12})?$";
    Endpoint = "endpoint", "推送地址：http:// 或 https:// 开头，只含 ASCII 字符，不含用户名与“#”", "an address that begins with http:// or https://, of ASCII letters, without a user's name or `#`", "^https?://[^/\\s@#]+[^\\s#]*$";
    EndpointHost = "endpoint_host", "运维人员允许的主机（webhook_host），内网地址须逐一写明", "on a host that the operator allows (webhook_host); one inside a network has to be named there by itself";
    WeChatKey = "wechat_key", "thing、character_string、number、phrase、time、date 之一加编号，如 thing2", "one of thing, character_string, number, phrase, time and date with its number, as thing2", "^(thing|character_string|number|phrase|time|date)[1-9][0-9]?$";
    WebhookSecret = "webhook_secret", "whsec_ 加 24 至 64 字节的 Base64", "whsec_ and 24 to 64 bytes in base64", "^whsec_[A-Za-z0-9+/]{32,88}={0,2}$";
    RequestId = "request_id", "UUID，即应答的 X-Request-Id", "a UUID, as `X-Request-Id` of the answer has it", "^(urn:uuid:)?([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32})$";
    Words = "words", "至少含一个可检索的字词", "at least one word that can be looked for", "[0-9A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u024F\\u0400-\\u0481\\u3041-\\u3096\\u30A1-\\u30FA\\u4E00-\\u9FA5\\uAC00-\\uD7A3]";
}

impl Form {
    /// The form of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|form| form.as_str() == name)
    }
}
