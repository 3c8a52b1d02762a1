-- Whom WeChat's subscription messages go to (docs/MESSAGES.md). How to read it: see 0001; who writes it: crates/store/src/wechat.rs.
--
-- A row for each person who logged in by WeChat since the city has templates for messages, by the hash that their tickets have in
-- the place of a number's. Their openid is sealed, and bound to that hash. A row goes with the last ticket that has its hash; one
-- whose person never handed anything in goes at forget_at, which is nothing once there is a ticket.
CREATE TABLE wechat_person (
    phone_hash  BLOB PRIMARY KEY CHECK (length(phone_hash) = 32),
    sealed      BLOB NOT NULL,
    forget_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX wechat_to_forget ON wechat_person (forget_at) WHERE forget_at IS NOT NULL;

-- By the data key: as a sealed text begins.
CREATE INDEX wechat_by_key ON wechat_person (substr(sealed, 1, 2));

-- Whoever was erased with their last ticket cannot be written to any more, however that was erased.
CREATE TRIGGER wechat_goes_with_the_last_ticket AFTER UPDATE OF phone_hash ON ticket
WHEN OLD.phone_hash IS NOT NULL AND NEW.phone_hash IS NOT OLD.phone_hash BEGIN
    DELETE FROM wechat_person WHERE phone_hash = OLD.phone_hash
    AND NOT EXISTS (SELECT 1 FROM ticket WHERE phone_hash = OLD.phone_hash);
END;
