//! Messages to citizens: claimed, decided on, sent side by side, recorded.

use std::collections::BTreeMap;

use futures_util::future::{join, join_all};
use minsheng_api::answers::Page;
use minsheng_api::messages::{MessagePreview, MessageView, Notified, PreviewRequest};
use minsheng_core::asked::Cursor;
use minsheng_core::delivery::Answer as Answered;
use minsheng_core::identity::takes_sms;
use minsheng_core::message::{Facts, MessageChannel, MessageLanguage, filled};
use minsheng_core::messages::{Fate, Handed, MessageSettings, MessageStatus, Unsent, fate};
use minsheng_core::parameter::CURSOR_OF_MESSAGES;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::Ticket;
use minsheng_core::wechat_messages::WeChatAnswer;
use minsheng_desk::{RequestContext, find, open, open_personal, random, rules, storage_problem};
use minsheng_edge::call::paged;
use minsheng_edge::serve::{log_incident, now};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::messages::{self as stored, Beside, Claimed, GatewayFares, Message, Outcome};
use minsheng_store::tickets;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::lang::Lang;
use minsheng_types::text::{Email, hex};
use minsheng_types::words::State;

use crate::gateways::{Setup, setup};
use crate::wechat;

/// Messages sent side by side; as many are sent again when a call breaks off.
const TOGETHER: u32 = 16;
/// Seconds for which a message is one call's: longer than a gateway takes.
const LEASE: i64 = 60;
/// Days for which a link opens its ticket.
const LINK_DAYS: i64 = 30;
/// Seconds after which it is looked again for what could not be opened.
const PATIENCE: i64 = 3600;

/// A message that is ready.
struct Ready {
    claimed: Claimed,
    person: String,
    address: String,
    /// What is said; to WeChat, its message as a whole.
    text: String,
    lang: Lang,
}

/// Sends what is due, some of it.
pub async fn send(
    call: &Call,
    setup: &Setup,
    settings: &MessageSettings,
    done: &mut Notified,
) -> Result<(), Problem> {
    let db = open(call).await?;
    let rules = rules(&db).await?;
    let begun = now();
    let claimed = stored::claim(&db, begun, begun.plus(LEASE), TOGETHER).await.map_err(storage_problem)?;
    done.more |= claimed.len() == TOGETHER as usize;
    let (mut ready, mut outcomes) = (Vec::new(), Vec::new());
    // How often somebody is told by this very call.
    let mut told: BTreeMap<String, u32> = BTreeMap::new();
    let sender = Sender { call, db: &db, setup, settings, rules: &rules };
    for one in claimed {
        match sender.decide(one, &mut told).await? {
            Decided::Send(message) => ready.push(message),
            Decided::Not(outcome) => outcomes.push(outcome),
        }
    }
    let known = stored::gateways(&db).await.map_err(storage_problem)?;
    // The connection is not held while gateways work.
    drop(db);
    let answers = hand_in_all(call, setup, &ready).await;
    let mut changed: Vec<GatewayFares> = Vec::new();
    for (message, answer) in ready.into_iter().zip(answers) {
        let channel = message.claimed.channel;
        let before = known.iter().find(|one| one.channel == channel);
        let failures = before.map_or(0, |one| one.failures);
        let chance = u32::from_le_bytes(random()?);
        let Claimed { attempts, first_at, .. } = message.claimed;
        let (fate, rests_until) = match answer {
            Some(answer) => {
                let (fate, rests_until) = fate(answer, attempts, failures, first_at, now(), chance);
                (Some(fate), rests_until)
            }
            None => (None, None),
        };
        let fares = GatewayFares {
            channel,
            failures: if rests_until.is_some() { failures.saturating_add(1) } else { 0 },
            rests_until,
        };
        // One that takes something is well, whatever became of the others.
        match changed.iter_mut().find(|one| one.channel == channel) {
            Some(known) if known.rests_until.is_some() => *known = fares,
            Some(_) => {}
            None => changed.push(fares),
        }
        let (status, because, next_at) = match fate {
            Some(Fate::Sent) => (MessageStatus::Sent, None, None),
            Some(Fate::Again(at)) => (MessageStatus::Pending, None, Some(at)),
            Some(Fate::Bounced) => (MessageStatus::Bounced, Some(Unsent::Refused), None),
            Some(Fate::Dead) => (MessageStatus::Dead, Some(Unsent::Unreachable), None),
            None => (MessageStatus::Dropped, Some(Unsent::NoConsent), None),
        };
        let Ready { claimed, person, .. } = message;
        let person = Some(person);
        outcomes.push(Outcome { claimed, status, because, next_at, waits: false, person, at: now() });
    }
    if outcomes.is_empty() {
        return Ok(());
    }
    for outcome in &outcomes {
        *match outcome.status {
            MessageStatus::Sent | MessageStatus::Delivered => &mut done.sent,
            MessageStatus::Pending if outcome.waits => &mut done.waiting,
            MessageStatus::Pending => &mut done.failed,
            MessageStatus::Bounced | MessageStatus::Dead => &mut done.lost,
            MessageStatus::Dropped => &mut done.dropped,
        } += 1;
    }
    let db = open(call).await?;
    stored::record(&db, db.chain(), &outcomes, &changed, now()).await.map_err(storage_problem)
}

/// Hands all of them in at once: what each comes to, or nothing where the person has not consented to it.
async fn hand_in_all(call: &Call, setup: &Setup, ready: &[Ready]) -> Vec<Option<Answered>> {
    let is_wechat = |message: &&Ready| message.claimed.channel == MessageChannel::WeChat;
    let bodies: Vec<&str> = ready.iter().filter(is_wechat).map(|message| message.text.as_str()).collect();
    let others = ready.iter().filter(|message| !is_wechat(message)).map(|message| hand_in(setup, message));
    let through_wechat = async {
        match &setup.wechat {
            Some(wechat) => wechat.send_all(call, &bodies).await,
            None => Vec::new(),
        }
    };
    let (others, told) = join(join_all(others), through_wechat).await;
    let (mut others, mut told) = (others.into_iter(), told.into_iter());
    let answer = |message: &Ready| match is_wechat(&message) {
        true => told.next().and_then(WeChatAnswer::as_answer),
        false => others.next(),
    };
    ready.iter().map(answer).collect()
}

async fn hand_in(setup: &Setup, message: &Ready) -> Answered {
    let Ready { claimed, address, text, lang, .. } = message;
    let id = Handed::Message { ticket: claimed.ticket, seq: claimed.seq }.to_string();
    match claimed.channel {
        MessageChannel::Email => {
            let subject = format!("{} {}", setup.hotline, claimed.ticket);
            setup.send_mail(&id, address, &subject, text).await
        }
        _ => setup.send_sms(&id, address, text, *lang).await,
    }
}

enum Decided {
    Send(Ready),
    Not(Outcome),
}

struct Sender<'a> {
    call: &'a Call,
    db: &'a RequestContext,
    setup: &'a Setup,
    settings: &'a MessageSettings,
    rules: &'a Rules,
}

impl Sender<'_> {
    /// Whether a message is sent now, later or not at all. Who it goes to is known here for the first time.
    async fn decide(&self, claimed: Claimed, told: &mut BTreeMap<String, u32>) -> Result<Decided, Problem> {
        let at = now();
        let not = |claimed, status, because, next_at, waits| {
            Decided::Not(Outcome { claimed, status, because, next_at, waits, person: None, at })
        };
        let dropped = |claimed, why| not(claimed, MessageStatus::Dropped, Some(why), None, false);
        let later = |claimed, at, waits| not(claimed, MessageStatus::Pending, None, Some(at), waits);
        if !self.setup.has(claimed.channel) {
            return Ok(dropped(claimed, Unsent::NoGateway));
        }
        let opened = self.opened(claimed.ticket).await;
        let (ticket, query_hash) = match opened {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(dropped(claimed, Unsent::Erased)),
            Err(problem) => {
                log_incident(self.call, claimed.ticket, &problem.cause().unwrap_or(problem.kind().code()));
                return Ok(later(claimed, at.plus(PATIENCE), true));
            }
        };
        if ticket.reporter.messages.is_some_and(|chosen| chosen != claimed.channel) {
            return Ok(dropped(claimed, Unsent::Unwanted));
        }
        let address = match claimed.channel {
            MessageChannel::WeChat => wechat::openid(self.db, &ticket).await,
            channel => Ok(address(&ticket, channel)),
        };
        let address = match address {
            Ok(Some(address)) => address,
            Ok(None) => return Ok(dropped(claimed, Unsent::NoAddress)),
            Err(problem) => {
                log_incident(self.call, claimed.ticket, &problem.cause().unwrap_or(problem.kind().code()));
                return Ok(later(claimed, at.plus(PATIENCE), true));
            }
        };
        let lang = ticket.reporter.language.map_or(Lang::Zh, MessageLanguage::lang);
        let link = self.setup.base.as_deref().map(|base| {
            let until = at.plus(LINK_DAYS * DAY).day();
            format!("{base}/track#{}.{}", ticket.id, self.call.secret.ticket_link(&query_hash, until))
        });
        let facts = Facts {
            number: ticket.id,
            state: ticket.state,
            due_at: ticket.due_at,
            link: link.as_deref().unwrap_or_default(),
            hotline: &self.setup.hotline,
        };
        let text = match claimed.channel {
            MessageChannel::WeChat => {
                let template = self.settings.wechat_template(claimed.occasion);
                template.and_then(|template| template.message(&address, &facts, lang))
            }
            _ => Some(filled(self.settings.text(claimed.occasion, lang), &facts, lang)),
        };
        let Some(text) = text else { return Ok(dropped(claimed, Unsent::NoTemplate)) };
        let person = hex(&self.call.secret.keyed("message-address", &[address.as_bytes()]));
        let today = at.day().start();
        let beside = stored::beside(self.db, &person, today, &claimed).await.map_err(storage_problem)?;
        let Beside { sent, bad_address, overtaken } = beside;
        if bad_address {
            return Ok(dropped(claimed, Unsent::BadAddress));
        }
        let by_now = told.entry(person.clone()).or_default();
        let calendar = &self.rules.calendar;
        if let Some(until) = self.settings.waits_until(ticket.urgency, sent + *by_now, at, calendar) {
            // Whoever has to wait hears of what is newest.
            let newer = overtaken.then_some(Unsent::Overtaken);
            return Ok(match newer {
                Some(why) => dropped(claimed, why),
                None => later(claimed, until, true),
            });
        }
        *by_now += 1;
        Ok(Decided::Send(Ready { claimed, person, address, text, lang }))
    }

    /// The ticket with its reporter, and what its query code has to match; nothing where there is no reporter any more.
    async fn opened(&self, id: TicketId) -> Result<Option<(Ticket, Vec<u8>)>, Problem> {
        let Some(found) = tickets::find(self.db, id).await.map_err(storage_problem)? else { return Ok(None) };
        let mut ticket = found.ticket;
        if ticket.erased_at.is_some() {
            return Ok(None);
        }
        open_personal(&mut ticket, found.sealed.as_deref(), found.sealed_under).await?;
        Ok(Some((ticket, found.query_hash)))
    }
}

/// Where the reporter is reached by a channel.
fn address(ticket: &Ticket, channel: MessageChannel) -> Option<String> {
    let reporter = &ticket.reporter;
    match channel {
        MessageChannel::Sms => {
            let phone = reporter.phone.as_ref().and_then(GivenPhone::number)?;
            takes_sms(&phone).then(|| phone.national().into_owned())
        }
        MessageChannel::Email => reporter.email.as_ref().map(|email: &Email| email.as_str().to_owned()),
        MessageChannel::WeChat | MessageChannel::None => None,
    }
}

/// What a message would say, of a ticket that is made up.
pub async fn preview(call: &Call) -> Result<Answer, Problem> {
    let PreviewRequest { occasion, language, text } = call.parse()?;
    let db = open(call).await?;
    let settings = stored::settings(&db).await.map_err(storage_problem)?;
    let setup = setup(call).await?;
    let lang = language.map_or(Lang::Zh, MessageLanguage::lang);
    let number = TicketId::parse("20260101000001").map_err(|_| Problem::internal("no number is a number"))?;
    let base = setup.base.unwrap_or_default();
    let link = if base.is_empty() {
        String::new()
    } else {
        format!("{base}/track#{number}.{}", call.secret.ticket_link(&[], call.now.day()))
    };
    let due_at: Option<Timestamp> = Some(call.now);
    let facts = Facts { number, state: State::InProgress, due_at, link: &link, hotline: &setup.hotline };
    let said = text.as_ref().map_or_else(|| settings.text(occasion, lang), |text| text.as_str());
    Answer::ok(&MessagePreview::of(filled(said, &facts, lang)))
}

/// Of what the reporter of a ticket was told.
pub async fn list(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let (limit, before) = (call.limit()?, call.parameter(&CURSOR_OF_MESSAGES)?.map(|Cursor([seq])| seq));
    let db = open(call).await?;
    find(call, &db, id).await?;
    let mut found = stored::list(&db, id, before, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |message| [message.seq]);
    let view = |message: Message| MessageView {
        event: message.seq.to_string(),
        channel: message.channel,
        occasion: message.occasion,
        status: message.status,
        because: message.because,
        attempts: message.attempts,
        created_at: message.created_at,
        next_at: Some(message.next_at).filter(|_| message.status == MessageStatus::Pending),
        ended_at: message.ended_at,
    };
    Answer::ok(&Page { items: found.into_iter().map(view).collect(), next })
}
