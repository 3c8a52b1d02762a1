-- The figures are written with the events that change them, in one statement: on a libSQL server each statement is an exchange
-- during which nobody else writes. How to read it: see 0001 and 0038.

-- What is added to the recent rows, as JSON: for each, [the ticket, the day, the department, the category, the district, the
-- channel, [the numbers, in the order of crates/core/src/assessment.rs]]. A ticket that is yet to be counted adds nothing. A
-- migration that adds a column to `tally` makes the trigger anew.
CREATE VIEW tally_added (rows) AS SELECT NULL WHERE 0;

CREATE TRIGGER tally_is_added INSTEAD OF INSERT ON tally_added BEGIN
    INSERT INTO tally (
        period, facet, department, category, district, channel, received, excluded, dispatched, returned, to_sign,
        signed_on_time, to_contact, contacted_on_time, due, finished_on_time, answered, rated, resolved, satisfied,
        basically_satisfied, dissatisfied, reworked, extended, repeats, declined, closed, supervised,
        suggestions_judged, suggestions_right, first_contact_15m, first_contact_30m, first_contact_1h,
        first_contact_2h, first_contact_4h, first_contact_8h, first_contact_1d, first_contact_2d, first_contact_4d,
        first_contact_8d, first_contact_15d, first_contact_30d, first_contact_60d, first_contact_more, finishing_15m,
        finishing_30m, finishing_1h, finishing_2h, finishing_4h, finishing_8h, finishing_1d, finishing_2d,
        finishing_4d, finishing_8d, finishing_15d, finishing_30d, finishing_60d, finishing_more
    )
    SELECT
        value ->> 1, 'recent', value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> '$[6][0]',
        value ->> '$[6][1]', value ->> '$[6][2]', value ->> '$[6][3]', value ->> '$[6][4]', value ->> '$[6][5]',
        value ->> '$[6][6]', value ->> '$[6][7]', value ->> '$[6][8]', value ->> '$[6][9]', value ->> '$[6][10]',
        value ->> '$[6][11]', value ->> '$[6][12]', value ->> '$[6][13]', value ->> '$[6][14]', value ->> '$[6][15]',
        value ->> '$[6][16]', value ->> '$[6][17]', value ->> '$[6][18]', value ->> '$[6][19]', value ->> '$[6][20]',
        value ->> '$[6][21]', value ->> '$[6][22]', value ->> '$[6][23]', value ->> '$[6][24]', value ->> '$[6][25]',
        value ->> '$[6][26]', value ->> '$[6][27]', value ->> '$[6][28]', value ->> '$[6][29]', value ->> '$[6][30]',
        value ->> '$[6][31]', value ->> '$[6][32]', value ->> '$[6][33]', value ->> '$[6][34]', value ->> '$[6][35]',
        value ->> '$[6][36]', value ->> '$[6][37]', value ->> '$[6][38]', value ->> '$[6][39]', value ->> '$[6][40]',
        value ->> '$[6][41]', value ->> '$[6][42]', value ->> '$[6][43]', value ->> '$[6][44]', value ->> '$[6][45]',
        value ->> '$[6][46]', value ->> '$[6][47]', value ->> '$[6][48]', value ->> '$[6][49]', value ->> '$[6][50]',
        value ->> '$[6][51]'
    FROM json_each(NEW.rows) WHERE value ->> 0 <= (SELECT counted_to FROM tally_progress WHERE id = 1)
    ON CONFLICT (period, facet, department, category, district, channel) DO UPDATE SET
        received = received + excluded.received, excluded = excluded + excluded.excluded,
        dispatched = dispatched + excluded.dispatched, returned = returned + excluded.returned,
        to_sign = to_sign + excluded.to_sign, signed_on_time = signed_on_time + excluded.signed_on_time,
        to_contact = to_contact + excluded.to_contact,
        contacted_on_time = contacted_on_time + excluded.contacted_on_time, due = due + excluded.due,
        finished_on_time = finished_on_time + excluded.finished_on_time, answered = answered + excluded.answered,
        rated = rated + excluded.rated, resolved = resolved + excluded.resolved,
        satisfied = satisfied + excluded.satisfied,
        basically_satisfied = basically_satisfied + excluded.basically_satisfied,
        dissatisfied = dissatisfied + excluded.dissatisfied, reworked = reworked + excluded.reworked,
        extended = extended + excluded.extended, repeats = repeats + excluded.repeats,
        declined = declined + excluded.declined, closed = closed + excluded.closed,
        supervised = supervised + excluded.supervised,
        suggestions_judged = suggestions_judged + excluded.suggestions_judged,
        suggestions_right = suggestions_right + excluded.suggestions_right,
        first_contact_15m = first_contact_15m + excluded.first_contact_15m,
        first_contact_30m = first_contact_30m + excluded.first_contact_30m,
        first_contact_1h = first_contact_1h + excluded.first_contact_1h,
        first_contact_2h = first_contact_2h + excluded.first_contact_2h,
        first_contact_4h = first_contact_4h + excluded.first_contact_4h,
        first_contact_8h = first_contact_8h + excluded.first_contact_8h,
        first_contact_1d = first_contact_1d + excluded.first_contact_1d,
        first_contact_2d = first_contact_2d + excluded.first_contact_2d,
        first_contact_4d = first_contact_4d + excluded.first_contact_4d,
        first_contact_8d = first_contact_8d + excluded.first_contact_8d,
        first_contact_15d = first_contact_15d + excluded.first_contact_15d,
        first_contact_30d = first_contact_30d + excluded.first_contact_30d,
        first_contact_60d = first_contact_60d + excluded.first_contact_60d,
        first_contact_more = first_contact_more + excluded.first_contact_more,
        finishing_15m = finishing_15m + excluded.finishing_15m,
        finishing_30m = finishing_30m + excluded.finishing_30m, finishing_1h = finishing_1h + excluded.finishing_1h,
        finishing_2h = finishing_2h + excluded.finishing_2h, finishing_4h = finishing_4h + excluded.finishing_4h,
        finishing_8h = finishing_8h + excluded.finishing_8h, finishing_1d = finishing_1d + excluded.finishing_1d,
        finishing_2d = finishing_2d + excluded.finishing_2d, finishing_4d = finishing_4d + excluded.finishing_4d,
        finishing_8d = finishing_8d + excluded.finishing_8d, finishing_15d = finishing_15d + excluded.finishing_15d,
        finishing_30d = finishing_30d + excluded.finishing_30d,
        finishing_60d = finishing_60d + excluded.finishing_60d,
        finishing_more = finishing_more + excluded.finishing_more;
END;

DROP VIEW event_with_audit;

CREATE VIEW event_with_audit (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, before, idempotency_key, request_hash, audit_seq, act, object, detail, hash, request, personal, words, tally
) AS
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, before, idempotency_key, request_hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM event;

CREATE TRIGGER event_with_audit_is_written INSTEAD OF INSERT ON event_with_audit BEGIN
    UPDATE ticket SET personal = NEW.personal WHERE NEW.personal IS NOT NULL AND id = NEW.ticket_id;
    INSERT INTO event (
        ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
        knowledge_version, before, idempotency_key, request_hash
    ) VALUES (
        NEW.ticket_id, NEW.seq, NEW.at, NEW.action, NEW.role, NEW.sub, NEW.dept, NEW.state_from, NEW.state_to, NEW.lead,
        NEW.due_at, NEW.public, NEW.note, NEW.knowledge, NEW.knowledge_version, NEW.before, NEW.idempotency_key,
        NEW.request_hash
    );
    INSERT INTO audit (seq, at, sub, role, act, object, detail, hash, request)
    VALUES (NEW.audit_seq, NEW.at, NEW.sub, NEW.role, NEW.act, NEW.object, NEW.detail, NEW.hash, NEW.request);
END;

CREATE TRIGGER event_adds_words INSTEAD OF INSERT ON event_with_audit
WHEN NEW.words IS NOT NULL OR NEW.action IN ('supply_info', 'supplement') AND NEW.public IS NOT NULL BEGIN
    INSERT INTO ticket_reworded (ticket_id, words) VALUES (NEW.ticket_id, NEW.words);
END;

CREATE TRIGGER event_counts INSTEAD OF INSERT ON event_with_audit WHEN NEW.tally IS NOT NULL BEGIN
    INSERT INTO tally_added (rows) VALUES (NEW.tally);
END;
