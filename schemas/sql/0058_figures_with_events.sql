-- The figures are written with the events that change them, in one statement: on a libSQL server each statement is an exchange
-- during which nobody else writes. How to read it: see 0001 and 0038.

-- What is added to the recent rows, as JSON: for each, [the ticket, the day, the department, the category, the district, the
-- channel, {the numbers that are not zero, by their places in crates/core/src/assessment.rs}]. A ticket that is yet to be counted
-- adds nothing. A migration that adds a column to `tally` makes the trigger anew.
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
        added.value ->> 1, 'recent', added.value ->> 2, added.value ->> 3, added.value ->> 4, added.value ->> 5,
        sum(iif(number.key = '0', number.value, 0)), sum(iif(number.key = '1', number.value, 0)),
        sum(iif(number.key = '2', number.value, 0)), sum(iif(number.key = '3', number.value, 0)),
        sum(iif(number.key = '4', number.value, 0)), sum(iif(number.key = '5', number.value, 0)),
        sum(iif(number.key = '6', number.value, 0)), sum(iif(number.key = '7', number.value, 0)),
        sum(iif(number.key = '8', number.value, 0)), sum(iif(number.key = '9', number.value, 0)),
        sum(iif(number.key = '10', number.value, 0)), sum(iif(number.key = '11', number.value, 0)),
        sum(iif(number.key = '12', number.value, 0)), sum(iif(number.key = '13', number.value, 0)),
        sum(iif(number.key = '14', number.value, 0)), sum(iif(number.key = '15', number.value, 0)),
        sum(iif(number.key = '16', number.value, 0)), sum(iif(number.key = '17', number.value, 0)),
        sum(iif(number.key = '18', number.value, 0)), sum(iif(number.key = '19', number.value, 0)),
        sum(iif(number.key = '20', number.value, 0)), sum(iif(number.key = '21', number.value, 0)),
        sum(iif(number.key = '22', number.value, 0)), sum(iif(number.key = '23', number.value, 0)),
        sum(iif(number.key = '24', number.value, 0)), sum(iif(number.key = '25', number.value, 0)),
        sum(iif(number.key = '26', number.value, 0)), sum(iif(number.key = '27', number.value, 0)),
        sum(iif(number.key = '28', number.value, 0)), sum(iif(number.key = '29', number.value, 0)),
        sum(iif(number.key = '30', number.value, 0)), sum(iif(number.key = '31', number.value, 0)),
        sum(iif(number.key = '32', number.value, 0)), sum(iif(number.key = '33', number.value, 0)),
        sum(iif(number.key = '34', number.value, 0)), sum(iif(number.key = '35', number.value, 0)),
        sum(iif(number.key = '36', number.value, 0)), sum(iif(number.key = '37', number.value, 0)),
        sum(iif(number.key = '38', number.value, 0)), sum(iif(number.key = '39', number.value, 0)),
        sum(iif(number.key = '40', number.value, 0)), sum(iif(number.key = '41', number.value, 0)),
        sum(iif(number.key = '42', number.value, 0)), sum(iif(number.key = '43', number.value, 0)),
        sum(iif(number.key = '44', number.value, 0)), sum(iif(number.key = '45', number.value, 0)),
        sum(iif(number.key = '46', number.value, 0)), sum(iif(number.key = '47', number.value, 0)),
        sum(iif(number.key = '48', number.value, 0)), sum(iif(number.key = '49', number.value, 0)),
        sum(iif(number.key = '50', number.value, 0)), sum(iif(number.key = '51', number.value, 0))
    FROM json_each(NEW.rows) AS added, json_each(added.value, '$[6]') AS number
    WHERE added.value ->> 0 <= (SELECT counted_to FROM tally_progress WHERE id = 1) GROUP BY added.key
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
