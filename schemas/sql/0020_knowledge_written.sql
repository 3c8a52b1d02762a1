-- An entry's text is written by one statement: the version, and what it is found under instead of what it was found
-- under before. How to read it: see 0001; who writes it: crates/store/src/knowledge.rs.
CREATE VIEW knowledge_text (entry, version, at, sub, document, title, body, terms, weights, old_terms, old_weights) AS
SELECT entry, version, at, sub, document, NULL, NULL, NULL, NULL, NULL, NULL FROM knowledge_version;

CREATE TRIGGER knowledge_text_is_written INSTEAD OF INSERT ON knowledge_text BEGIN
    INSERT INTO knowledge_version (entry, version, at, sub, document)
    VALUES (NEW.entry, NEW.version, NEW.at, NEW.sub, NEW.document);
    DELETE FROM knowledge_words WHERE rowid = NEW.entry;
    INSERT INTO knowledge_words (rowid, title, body) VALUES (NEW.entry, NEW.title, NEW.body);
    UPDATE knowledge_term SET entries = entries - 1 WHERE term IN (SELECT value FROM json_each(NEW.old_terms));
    INSERT INTO knowledge_term (term, entries) SELECT value, 1 FROM json_each(NEW.terms) WHERE true
    ON CONFLICT (term) DO UPDATE SET entries = entries + 1;
    DELETE FROM knowledge_weight WHERE entry = NEW.entry AND term IN (SELECT key FROM json_each(NEW.old_weights));
    INSERT INTO knowledge_weight (term, entry, weight) SELECT key, NEW.entry, value FROM json_each(NEW.weights);
END;
