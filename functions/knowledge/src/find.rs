//! Lists, search, and what may help whoever is writing.

use minsheng_api::answers::Page;
use minsheng_api::knowledge::{EntryLine, Highlight, SuggestRequest, SuggestedEntry, Suggestions};
use minsheng_core::access::Within;
use minsheng_core::asked::Cursor;
use minsheng_core::capability::Capability;
use minsheng_core::knowledge::Entry;
use minsheng_core::parameter::{
    CATEGORY, CURSOR_OF_KNOWLEDGE, DUE_FOR_REVIEW, ENTRIES_SHOWN, ENTRY_DEPARTMENT, ENTRY_DISTRICT,
    ENTRY_KIND, QUESTION,
};
use minsheng_desk::{open, storage_problem};
use minsheng_edge::call::{cursor, paged};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::ranking::{WeightedQuery, highlighted};
use minsheng_store::Db;
use minsheng_store::knowledge::{self, Filter};
use minsheng_types::text::ClassifiedText;
use minsheng_types::text::DeptCode;

/// Entries that a search can be paged through.
const MOST: u32 = 200;
/// Characters of an excerpt.
const EXCERPT: usize = 80;

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let to_review = call.parameter(&DUE_FOR_REVIEW)?.unwrap_or(false);
    let filter = filter(call, to_review)?;
    let words = call.parameter(&QUESTION)?;
    let db = open(call).await?;
    let (found, next) = match words {
        Some(ClassifiedText(words)) => return search(call, &db, &words, &filter, limit).await,
        None if to_review => due_for_review(call, &db, &filter, limit).await?,
        None => newest(call, &db, &filter, limit).await?,
    };
    Answer::ok(&Page { items: found.iter().map(|entry| line(call, entry, None)).collect(), next })
}

fn filter(call: &Call, to_review: bool) -> Result<Filter, Problem> {
    let all = call.asks_for_all(&ENTRIES_SHOWN, Capability::KeepKnowledge)?;
    let department = call.parameter(&ENTRY_DEPARTMENT)?;
    Ok(Filter {
        everything: all || to_review && call.caller.can(Capability::KeepKnowledge),
        department: if to_review { reviewed_by(call, department)? } else { department },
        kind: call.parameter(&ENTRY_KIND)?,
        category: call.parameter(&CATEGORY)?,
        district: call.parameter(&ENTRY_DISTRICT)?,
    })
}

/// A page of entries, and the cursor of the next.
type EntryPage = (Vec<Entry>, Option<String>);

async fn due_for_review<D: Db>(
    call: &Call,
    db: &D,
    filter: &Filter,
    limit: u32,
) -> Result<EntryPage, Problem> {
    let after = call.parameter(&CURSOR_OF_KNOWLEDGE)?.map(|Cursor([at, id])| (at, id));
    let mut found =
        knowledge::to_review(db, filter, after, call.now, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |last| [last.text.review_at.map_or(0, |at| at.unix()), last.id]);
    Ok((found, next))
}

async fn newest<D: Db>(call: &Call, db: &D, filter: &Filter, limit: u32) -> Result<EntryPage, Problem> {
    let before = call.parameter(&CURSOR_OF_KNOWLEDGE)?.map(|Cursor([_, id])| id);
    let mut found =
        knowledge::list(db, filter, before, call.now, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |last| [0, last.id]);
    Ok((found, next))
}

/// Whose entries are to be looked at again: a handler's own department's, or those that a publisher asks for.
fn reviewed_by(call: &Call, asked: Option<DeptCode>) -> Result<Option<DeptCode>, Problem> {
    match call.caller.within() {
        _ if call.caller.can(Capability::KeepKnowledge) => Ok(asked),
        Within::Department(own) if asked.as_ref().is_none_or(|asked| asked == own) => Ok(Some(own.clone())),
        _ => Err(Kind::Forbidden.into()),
    }
}

fn line(call: &Call, entry: &Entry, question: Option<&WeightedQuery>) -> EntryLine {
    let text = &entry.text;
    EntryLine {
        id: entry.id.to_string(),
        kind: text.kind,
        state: text.state(call.now),
        title: text.title.to_string(),
        category: text.category,
        department: text.department.as_ref().map(ToString::to_string),
        valid_to: text.valid_to,
        review_at: text.review_at.filter(|_| call.caller.can(Capability::ReadOpinionsOnKnowledge)),
        updated_at: entry.updated_at,
        has_draft: entry.draft.is_some() && call.caller.can(Capability::KeepKnowledge),
        highlight: question.map(|question| Highlight::of(text.title.as_str(), text.body.as_str(), question)),
    }
}

/// What fits best comes first; the cursor is the place of the last of the page in that order.
async fn search<D: Db>(
    call: &Call,
    db: &D,
    words: &str,
    filter: &Filter,
    limit: u32,
) -> Result<Answer, Problem> {
    let after = call.parameter(&CURSOR_OF_KNOWLEDGE)?.map(|Cursor(after)| after);
    let question = knowledge::weighted_query(db, words).await.map_err(storage_problem)?.unwrap_or_default();
    let hits = knowledge::search(db, &question, filter, call.now, MOST).await.map_err(storage_problem)?;
    let mut left = hits.iter().filter(|hit| after.is_none_or(|after| hit.key() > after));
    let page: Vec<_> = left.by_ref().take(limit as usize).collect();
    let next = page.last().filter(|_| left.next().is_some()).map(|last| cursor(&last.key()));
    let ids: Vec<i64> = page.iter().map(|hit| hit.id).collect();
    let entries = if ids.is_empty() {
        Vec::new()
    } else {
        knowledge::find_all(db, &ids).await.map_err(storage_problem)?
    };
    Answer::ok(&Page {
        items: entries.iter().map(|entry| line(call, entry, Some(&question))).collect(),
        next,
    })
}

pub async fn suggest(call: &Call) -> Result<Answer, Problem> {
    let SuggestRequest { text, category, district } = call.parse()?;
    let with_excerpts = !call.caller.can(Capability::AskForReceipts);
    let db = open(call).await?;
    let Some(question) = knowledge::weighted_query(&db, &text.0).await.map_err(storage_problem)? else {
        return Answer::ok(&Suggestions { items: Vec::new() });
    };
    let found = knowledge::suggest(&db, &question, category, district.as_ref(), call.now).await;
    let found = found.map_err(storage_problem)?;
    let item = |found: knowledge::Suggested| {
        let text = &found.entry.text;
        SuggestedEntry {
            id: found.entry.id.to_string(),
            title: text.title.to_string(),
            score: ((found.score * 100.0).round() / 100.0) as f32,
            kind: text.kind,
            excerpt: if with_excerpts {
                highlighted(text.body.as_str(), question.matching_terms(), EXCERPT)
            } else {
                String::new()
            },
        }
    };
    Answer::ok(&Suggestions { items: found.into_iter().map(item).collect() })
}
