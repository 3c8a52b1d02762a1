//! Coming in: name and password, a second factor, and what somebody keeps of their own account.

use askama::Template;

use crate::desk::Desk;
use crate::desk::kept::written;
use crate::pages::Faults;
use crate::shell::Shell;

#[derive(Debug, Template)]
#[template(path = "staff/login.html")]
pub struct LogIn<'a> {
    pub s: &'a Shell<'a>,
    pub name: &'a str,
    /// Where to go then.
    pub to: &'a str,
    /// The password was right: the second factor is asked for.
    pub wants_code: bool,
    pub faults: &'a Faults,
    /// What a form sent when the session had ended, and where it goes then.
    pub kept: &'a [(String, String)],
    pub again: &'a str,
}

impl LogIn<'_> {
    fn written(&self, field: &(String, String)) -> String {
        written(field)
    }
}

/// An authenticator is set up: it is shown once, and then asked for a first code.
#[derive(Debug, Template)]
#[template(path = "staff/factor.html")]
pub struct SecondFactor<'a> {
    pub s: &'a Shell<'a>,
    pub secret: &'a str,
    /// The same as a picture, SVG.
    pub picture: &'a str,
    pub faults: &'a Faults,
    /// What opens the account without it, once it works.
    pub recovery: &'a [String],
    /// What waits for the log-in that comes then, and where it goes.
    pub kept: &'a [(String, String)],
    pub again: &'a str,
}

impl SecondFactor<'_> {
    fn written(&self, field: &(String, String)) -> String {
        written(field)
    }
}

#[derive(Debug, Template)]
#[template(path = "staff/account.html")]
pub struct OwnAccount<'a> {
    pub s: &'a Desk<'a>,
    pub faults: &'a Faults,
    pub done: bool,
}
