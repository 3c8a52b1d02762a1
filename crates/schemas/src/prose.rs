//! What the document says in sentences: about the interface, how one shows who one is, each group of operations and each
//! operation.

use minsheng_core::operation::{Access, Grant, Op, Operation, TicketScope};

pub const ABOUT: &str = "JSON in UTF-8, `snake_case`, times in RFC 3339 with offset. Errors are RFC 9457 \
    `application/problem+json`; act on their `code`, which never changes. `Accept-Language` zh (default) or en chooses the \
    language of what people read. A query parameter that an operation does not have, or that stands twice, is refused by \
    name; one that may be left out may also be empty, which is the same. Lists are pages of `{\"items\": […], \"next\": …}`: \
    `next` goes into `cursor` of the next request, and is null on the last page.";

pub const BEARER: &str = "A JWT: HS256 with the installation's secret, or RS256, ES256 or EdDSA of its OpenID provider. \
    Claims: `sub`, `roles`, `dept` for handlers, `exp`. One that is not good is refused even where none is needed. Shown \
    together with an API key it is refused with 400, since one of the two would have to be ignored; together with a query \
    code each opens what it opens by itself.";

pub const QUERY_CODE: &str = "The code that a citizen was shown once, good for that one ticket: case, hyphens and spaces do \
    not matter. A wrong one is answered as if the ticket was not there, 404. Shown together with a token or an API key each \
    opens what it opens by itself: a wrong code takes nothing from who may anyway.";

pub const API_KEY: &str = "Another system's key, `msk_…`: for what `x-scope` names and the key is good for, and for what \
    everybody may. The scheduler shows the installation's `tick_key` here. Never together with a token: 400.";

/// What the operations of one component have in common.
pub fn tag(function: &str) -> String {
    let about = match function {
        "accounts" => "Accounts of staff, for administrators",
        "assign" => "Dispatching a ticket to departments, and saying what it is about",
        "attachments" => "Files that belong to a ticket: sent in parts, cleaned, scanned, kept",
        "audit" => "The audit log: who did and saw what; and whether the hotline can work",
        "auth" => "Who a caller is",
        "calls" => "Telephone calls, as the telephone system reports them",
        "catalogue" => "Departments, the dispatch catalogue and the city's settings",
        "citizen" => "Citizens who prove a telephone number, and their own tickets",
        "classify" => {
            "What a text is about: suggestions, the models that make them, and what they learn from"
        }
        "deliver" => "Handing events out to webhooks, called by the host or any scheduler",
        "import" => "Old tickets of another system, taken over once each",
        "docs" => "This document, for programs and for people",
        "draft" => "Drafts of answers by a language model",
        "embed" => "The hotline's form on other pages, and on paper",
        "events" => "What happened, as CloudEvents; and whom it is handed out to",
        "identity" => "Logging in and out, passwords and second factors of staff",
        "keys" => "API keys of other systems, for administrators",
        "knowledge" => "The knowledge base: policies and answers, published, versioned, searched",
        "notice" => "Notices to the public: published, scheduled, withdrawn, as lists and feeds",
        "notify" => "Messages to citizens, calls of those on duty, and incidents",
        "open311" => "The door for software that speaks Open311 GeoReport v2, with its own forms and errors",
        "rate" => "The citizen's judgement",
        "reporter" => {
            "Who reported: shown with a reason, put right, erased; and a citizen's rights to their own data"
        }
        "stats" => "Assessment, series over time, topics and hot spots",
        "submit" => "Handing a demand in",
        "survey" => "What people are asked and answer, and what their suggestions have changed",
        "tick" => "The scheduled work, called by the host or any scheduler",
        "track" => "One ticket's story, and tickets that are like it",
        "update" => "Every action of the workflow that has no route of its own",
        "workflow" => "The workflow, the lists of words and the taxonomy as data",
        "worklist" => "The list that staff work by, as pages and as a file",
        other => return format!("The operations of the component `{other}`"),
    };
    about.to_owned()
}

/// What the operation does, and who may call it.
pub fn description(operation: &Operation) -> String {
    format!("{}\n\n{}", about(operation.op), who(operation))
}

fn who(operation: &Operation) -> String {
    let mut told = match operation.access {
        Access::Public => "Everybody may call it.".to_owned(),
        Access::Granted(grants) => {
            let each: Vec<String> = grants.iter().map(granted).collect();
            format!("For {}.", each.join(", "))
        }
    };
    if operation.takes_code() {
        told.push_str(" The ticket's query code opens it for its reporter.");
    }
    if let Some(scope) = operation.scope {
        told.push_str(&format!(" An API key has to be good for `{scope}`."));
    }
    told
}

fn granted(Grant(role, whose): &Grant) -> String {
    let role = role.as_str();
    match whose {
        TicketScope::All => role.to_owned(),
        TicketScope::Department => format!("{role} (what their department leads or assists)"),
        TicketScope::Lead => format!("{role} (what their department leads)"),
        TicketScope::Named => {
            format!("{role} (what their department leads or assists and whose reporter is not protected)")
        }
        TicketScope::Own => format!("{role} (their own)"),
    }
}

/// What the summary leaves out.
const fn about(op: Op) -> &'static str {
    match op {
        Op::SubmitTicket => {
            "Only `content` is needed. The demand is understood, dispatched where the catalogue is sure of it, and stored \
             once; the receipt holds the ticket's number and its query code, which is shown this once. Whatever sounds like \
             danger is answered with whom to call. Send an `Idempotency-Key` to be able to send it again."
        }
        Op::ListTickets => {
            "Filters are combined; `next` leads to the next page and stays right while tickets come in. A handler sees what \
             their department leads or assists, a key what it handed in, and no filter widens that. `owes`, `needs_review`, \
             `reporters`, `q` and the orders by deadline are staff's (400 `elsewhere`), `sort=updated` is for keys."
        }
        Op::CountTickets => {
            "The numbers beside the queues of a work list, counted together in one go, of open tickets alone."
        }
        Op::ReadTicket => {
            "State, timeline, deadlines, departments, answers and what this caller may do next (`allowed_actions`). The \
             reporter's data are masked, and absent where the caller may not know them."
        }
        Op::ListSimilar => {
            "Compared by words, place, category and time; each with the reasons for which it was found."
        }
        Op::FindSimilar => {
            "Numbers and scores only, for a form in which somebody is writing: nothing of what others wrote is told."
        }
        Op::ClassifyText => {
            "The same reading that a demand gets when it is handed in; nothing is stored. Limited by client."
        }
        Op::Understand => {
            "Used by the hotline's own functions by service chaining, with the model that they name."
        }
        Op::ClassifyTicket => {
            "A person's category, kind or urgency goes before the machine's, which stays on record; an empty object asks the \
             machine again. A higher urgency brings the deadline forward."
        }
        Op::ListModels => {
            "The built-in model, those that were uploaded, and which was active when. The `ETag` is for changes."
        }
        Op::UploadModel => {
            "The bytes that `minsheng train` made, at most 1 MiB. It is checked whole before it is kept."
        }
        Op::TryModel => {
            "Counts how often each of the two would have said what a person settled, by category."
        }
        Op::ActivateModel => {
            "From the next demand on. It is on the audit log, and can be taken back by a rollback."
        }
        Op::RollBackModel => "The one that was active before the present one; 409 where there was none.",
        Op::ListSettled => "Personal data are masked. Reading them is on the audit log.",
        Op::AssignTicket => {
            "With `lead` by hand, with `{}` as the catalogue has it. Reassigning, and giving a department what is about \
             itself, takes a supervisor. 409 names what stands in the way and what is allowed."
        }
        Op::UpdateTicket => {
            "`action` and what it carries; `GET /v1/workflow` says which fields an action needs, and the ticket's \
             `allowed_actions` which of them this caller may take now. 409 names what stands in the way."
        }
        Op::RateTicket => {
            "Whether it is resolved, and how content the citizen is. \"Not resolved\" or \"dissatisfied\" sends it back to work \
             once; the second time a supervisor decides."
        }
        Op::ListNotices => {
            "Pinned ones first, then the newest. `category` is one of the city's own, or 400 with their list."
        }
        Op::PublishNotice => "At once, or at `publish_at`. The body is Markdown.",
        Op::ReadNotice => "As Markdown, with its state. One that is not out is there for publishers alone.",
        Op::ReplaceNotice => {
            "Say the version that the change is based on by `If-Match`; 412 when it has changed since."
        }
        Op::WithdrawNotice => {
            "It is no longer shown; publishers still see it, and can publish it again by a change."
        }
        Op::NoticesAtom => "Atom 1.0 (RFC 4287), the newest 50. Caches may keep it for as long as it says.",
        Op::NoticesJson => "JSON Feed 1.1, the newest 50. Caches may keep it for as long as it says.",
        Op::NoticesCalendar => {
            "iCalendar (RFC 5545): a change raises `SEQUENCE`, and what was withdrawn is `CANCELLED`. Caches may keep it for as \
             long as it says."
        }
        Op::ListSurveys => {
            "With their questions. Drafts and what was withdrawn are for staff who see surveys."
        }
        Op::AddSurvey => {
            "Questions are answered by one option, several, a number of a scale, or own words. It opens at `opens_at`, by default \
             at once."
        }
        Op::ReadSurvey => "One that is not out is there for staff who see surveys alone.",
        Op::ReplaceSurvey => {
            "Say the version that the change is based on by `If-Match`; 412 when it has changed since."
        }
        Op::WithdrawSurvey => "It is no longer shown or answered; a change of it publishes it again.",
        Op::AnswerSurvey => {
            "Personal data in own words are masked. Whoever has proved a telephone is one person; 409 for a second answer, and \
             once it is closed. Send an `Idempotency-Key` to be able to send it again."
        }
        Op::ListSurveyTexts => "Nobody learns from it who wrote what, nor what else they answered.",
        Op::ReadSurveyResults => {
            "Counts and shares with their margins of error, by district and age band where these were asked; groups too small to \
             hide in are left out."
        }
        Op::ListAdopted => "Without whose they were: an entry's id leads to no ticket.",
        Op::AdoptedAtom => "Atom 1.0 (RFC 4287), the newest 50. Caches may keep it for as long as it says.",
        Op::EmbedScript => {
            "For one script tag of another page; its `data-` attributes fill in fields. It loads nothing and needs nothing else."
        }
        Op::ReadQrCode => {
            "Leads to the address that the operator has set, else to the one that was called. A picture to be printed in any size."
        }
        Op::ListDepartments => "All of them on one page, those that are retired included.",
        Op::AddDepartment => {
            "A department is known by its code. `retired` closes it: it gets nothing new, and the answer lists the open tickets \
             that it still leads. One that the catalogue names cannot be retired."
        }
        Op::ReadCatalogue => "Which department leads for what, and where; the most specific rule decides.",
        Op::ReplaceCatalogue => {
            "All rules at once; earlier versions stay. The answer warns of rules that cannot win."
        }
        Op::TryCatalogue => "Reads the text as a demand that is handed in, and stores nothing.",
        Op::ReadSettings => {
            "What the city has decided: deadlines, limits, calendar, retention, reasons, and more."
        }
        Op::ReplaceSettings => "Earlier versions stay, and tickets keep the deadlines that they were given.",
        Op::RunScheduled => {
            "Deadlines and their reminders, escalation, what was not understood in time, retention. Two calls at once do not do \
             it twice. The body may be empty."
        }
        Op::IndexTickets => {
            "From then on they are found by their words. Called every second; the body may be empty."
        }
        Op::WhoAmI => "`sub`, roles, department and scopes as this installation understands them.",
        Op::LogIn => {
            "With the second factor where the account has one. Wrong ones are counted by account and by client, and then have to \
             wait."
        }
        Op::RefreshSession => "A refresh token is good for one use; one that is used twice ends its session.",
        Op::LogOut => "The session's tokens are no longer good. That it is over already is no error.",
        Op::ChangePassword => "Every other session of the account ends.",
        Op::EnrolFactor => "Answers the secret for an authenticator (RFC 6238), which is shown this once.",
        Op::ConfirmFactor => {
            "With a code that the authenticator shows. Answers recovery codes, which are shown this once."
        }
        Op::SendCode => {
            "By short message, where the hotline has a gateway (503 where not). Limited by number and by client."
        }
        Op::LogInWeChat => {
            "The token opens what was handed in with such a token of the same person, and `GET /v1/my/tickets` lists it. WeChat \
             is asked whose the code is; of that person a keyed hash is kept, and nothing else"
        }
        Op::LogInCitizen => {
            "Good for the tickets of that number, however the number was written when they were handed in."
        }
        Op::ListAccounts => "In the order in which they were added, without anything secret.",
        Op::AddAccount => "The user name never changes: it stands in the history of what its holder does.",
        Op::ReadAccount => "With whether its log-in has to wait, and until when.",
        Op::ReplaceAccount => {
            "The last administrator who can log in cannot be deactivated (409), nor can oneself."
        }
        Op::RevokeSessions => "Answers how many sessions ended. Access tokens are refused within seconds.",
        Op::UnlockAccount => "Its holder may try again at once.",
        Op::RemoveFactor => "For somebody who lost it: at the next log-in a new one can be set up.",
        Op::ListKeys => "The newest first, with when they were last used, by the day.",
        Op::AddKey => "Scopes say what it is good for. Only a hash of it is kept.",
        Op::RevokeKey => "It opens nothing within seconds. Revoking it again changes nothing.",
        Op::ListMyTickets => {
            "Those that were handed in under the number that the token proves, or with that token."
        }
        Op::ReadWorkflow => {
            "With what the city has set: reasons, levels and limits. Kept by caches for a minute."
        }
        Op::ReadWords => {
            "The identifiers that stand in JSON, with what people read. Changes with a release alone."
        }
        Op::ReadTaxonomy => "15 categories, 118 and 517 below them. Changes with a release alone.",
        Op::ReadInterface => "Kept by caches for an hour, under a tag; sent packed to whoever takes gzip.",
        Op::ReadDocs => {
            "Made of this document, with its own words in Chinese or English. It has no scripts and needs nothing from elsewhere."
        }
        Op::ReadOpenApi => "The same document as `/openapi.json`, at the place that it had before.",
        Op::ReadReporter => "For the reporter alone, who shows the query code or has proved the number.",
        Op::RevealReporter => {
            "Takes a reason, and is on the audit log. Refused to departments where the reporter is protected."
        }
        Op::CorrectReporter => "What is named is replaced, `null` takes it away. Answers the data masked.",
        Op::EraseReporter => {
            "Name, numbers, address, and wherever they stand in texts. Nothing gets it back."
        }
        Op::LookUpCaller => "However the number is written. Looking is on the audit log, without the number.",
        Op::ReadMyData => {
            "The right of access under the personal information protection law, as data that can be taken away."
        }
        Op::EraseMyData => {
            "Tickets on which something is still owed are left out and named; go on by `cursor` where `next` is given."
        }
        Op::ListAudit => "Append-only and chained by hashes. Reading it is itself on it.",
        Op::VerifyAudit => {
            "Walks along the chain, 20,000 rows at a time: `next` goes into `after`. `head_seq` and `head_hash` together name an \
             end of the log that somebody kept; one without the other is refused."
        }
        Op::CheckReady => "204 when it can; 500 or 503 when not, with the cause in the log.",
        Op::ReadKpi => {
            "Every rate with its numerator, denominator and what was left out. Days are the city's; a period is ten years at \
             most, and ends no earlier than it begins."
        }
        Op::ReadTrend => {
            "By day, week or month, 750 points at most. What is counted of calls is told apart by channel alone."
        }
        Op::ReadHotspots => {
            "Found by the scheduled work; with the tickets of each for whoever may see tickets."
        }
        Op::ReadTopics => "Each with its share, its weeks, and how sure a rise or fall is.",
        Op::ReadPublicFigures => "Of fewer than ten demands nothing but that there are few is told.",
        Op::RecordCalls => {
            "As the telephone system counts them; for connect rates. A call that changes is 422 `conflict`."
        }
        Op::ImportTickets => {
            "Each is taken once, by `source` and its `external_ref`, and read by itself: one that is wrong is `refused` with its \
             errors, and keeps out no other. What has ended starts nothing and is told to nobody; what is open is work from \
             now on. All that are new are stored together; a dry run stores nothing. Where the source begins with `demo-` the \
             references are `SOURCE-1` to `SOURCE-200`, and all of it can be taken out again."
        }
        Op::RemoveDemonstration => {
            "Of a source whose name begins with `demo-`, and of no other. What was merged with tickets of others stays. One \
             line of the audit log tells of it."
        }
        Op::ListKnowledge => {
            "Words are looked for in titles and texts, best first and up to 200. `state=all` and `due_for_review` take a role \
             that keeps the knowledge base."
        }
        Op::AddKnowledge => "`draft: true` keeps it from everybody else until it is published by a change.",
        Op::ReadKnowledge => "With the draft of its next version, for whoever keeps the knowledge base.",
        Op::ReplaceKnowledge => {
            "Earlier versions stay on record. 412 when it has changed since the version in `If-Match`."
        }
        Op::WithdrawKnowledge => "It is no longer found; whoever keeps the knowledge base still sees it.",
        Op::ListKnowledgeVersions => "Each whole, so that any two can be compared.",
        Op::JudgeKnowledge => "Counted once by client and day.",
        Op::SuggestKnowledge => "For forms and call takers: titles and scores, and excerpts for staff.",
        Op::CheckReply => {
            "Says what a supervisor might ask back for: a question not answered, no date, a phrase that says nothing."
        }
        Op::ListAttachments => "What is not ready yet is there for its uploader alone.",
        Op::AddAttachment => {
            "Says its name, media type and size, and answers where its parts go. Limited by ticket, and by client for who neither \
             works here nor shows a key. One that nobody finishes is forgotten after a day."
        }
        Op::ReadAttachment => {
            "As what it is, with its tag; 409 while it is not ready. What is no range is answered with all of it."
        }
        Op::PutAttachment => {
            "A part is taken whole or not at all, and sent again it changes nothing; every answer says by `Upload-Offset` how far it \
             has come. The last part completes it: it is checked, and cleaned of where and with what it was taken."
        }
        Op::RemoveAttachment => "Nothing gets it back. Taking it away is on the audit log, without its name.",
        Op::TendAttachments => "Two calls at once do not do it twice. The body may be empty.",
        Op::ListEvents => {
            "`next` is there at the end, too: keep it, and ask again with `after` that, at once while `more` is true. A handler reads \
             of their department's tickets, a key of those that it handed in. Of what is protected no more is said than that \
             something happened."
        }
        Op::ListEventBatch => "As `GET /v1/events`, in the batch format of CloudEvents.",
        Op::ReadEvent => "Its id never changes, and is a place to go on from.",
        Op::ListWebhooks => "Without their secrets.",
        Op::AddWebhook => {
            "On a host that the operator allows. It is told of what happens after it was entered, and signed as Standard Webhooks \
             has it."
        }
        Op::ReadWebhook => "With what waits for it, what it lacks for good, and why it was disabled.",
        Op::ReplaceWebhook => "`{\"enabled\": true}` also has what waits tried at once.",
        Op::DeleteWebhook => "One that somebody else has deleted meanwhile is deleted.",
        Op::RotateSecret => "For `overlap_hours` messages are signed with both.",
        Op::ReplayEvents => {
            "Those that it was told of are told again, under the same ids. 410 where they are not kept."
        }
        Op::ListDeliveries => "With attempts, the next of them, and what was answered; no bodies.",
        Op::RetryDeliveries => "Those that are named, or all. Answers how many there were.",
        Op::Notify => {
            "Any number of calls at once send each message once; `more` says that there is more to do at once. The body \
             may be empty."
        }
        Op::PreviewMessage => {
            "Of a ticket that is made up, in the words of the settings or those that are sent."
        }
        Op::ListWeChatTemplates => "By what each tells of. Empty where nobody can be told through WeChat.",
        Op::ListMessages => {
            "Says of what and by which channel, and whether it arrived; never to which number."
        }
        Op::ReportMessages => {
            "By the `id` under which each was handed over. What has bounced is not written to again; somebody on duty who \
             cannot be reached is not waited for. Each says something once; `unknown` names no message."
        }
        Op::TakeReplies => {
            "1, 收到, 确认, 好, OK or yes, from the number of somebody on duty, acknowledges the call that they had last. \
             Whatever else is answered, and whoever else answers, is ignored."
        }
        Op::ReadOncall => {
            "Version 0 where nobody was named yet. Whoever sees whole numbers stands in the audit log."
        }
        Op::ReplaceOncall => {
            "Departments have to be there, numbers mobile ones. The people of the first step are called at once, those \
             of the next `minutes` later, the supervisors last."
        }
        Op::OpenAcknowledgement => {
            "For a person. It acknowledges nothing by itself, since programs that look at links open them as well."
        }
        Op::Acknowledge => "Nobody else is called from then on. A second time it says who was first.",
        Op::ListIncidents => {
            "Reports that were merged, that are of one matter in one place within two hours, or that are one hot spot, are one \
             incident, by the number of its first ticket."
        }
        Op::TellOfIncident => "The notice is pinned, and for the districts of all reports.",
        Op::TestWebhook => "Says its status, or why there was none. The body may be empty.",
        Op::Deliver => {
            "At least once, in the order of each subject, with a back-off for whoever fails. Called every second by the host; two \
             calls at once do not do it twice. The body may be empty."
        }
        Op::Open311Discovery => "GeoReport v2 service discovery, in this form.",
        Op::Open311ListServices => "The places of the taxonomy; a code never changes its meaning.",
        Op::Open311ReadService => {
            "Kind, whether a reply is wanted, secrecy, and what the city asks beside. Without an ending it is XML."
        }
        Op::Open311PostRequest => {
            "The demand goes the way of any other. One of `lat` and `long`, `address_string` and `address_id` is needed. \
             `attribute[CODE]` answers what the service asks."
        }
        Op::Open311ListRequests => {
            "At most 1000, the newest first, of 90 days at most. What is protected is in no list. `status` is written as one likes."
        }
        Op::Open311ReadRequest => "404 for one that is protected. Without an ending it is XML.",
        Op::Open311ReadToken => "Every request has its number at once. Without an ending it is XML.",
        Op::Open311PostUpdate => {
            "It becomes a supplement of the citizen's demand. The same `update_id` again adds nothing."
        }
        Op::Open311ListUpdates => "The oldest first, at most 1000, of 90 days at most.",
        Op::Open311Bulk => "A row for each, with a header; of 90 days at most.",
        Op::DraftAnswer => {
            "Personal data never leave for the model. 503 where the hotline has none, or where it gave no usable draft."
        }
    }
}
