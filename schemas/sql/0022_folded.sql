-- Words are read alike however they are written, 路燈 as 路灯 and Ａ３ as a3. What was indexed before stands under the words as
-- they were written: the scheduled work reads it once more, from the newest row of each kind down, and indexes what would
-- stand under other words now (crates/store/src/folded.rs). How to read it: see 0001.
CREATE TABLE to_fold (
    kind   TEXT NOT NULL PRIMARY KEY CHECK (kind IN ('ticket', 'knowledge')),
    below  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO to_fold (kind, below) SELECT 'ticket', id + 1 FROM ticket ORDER BY id DESC LIMIT 1;

INSERT INTO to_fold (kind, below) SELECT 'knowledge', id + 1 FROM knowledge ORDER BY id DESC LIMIT 1;
