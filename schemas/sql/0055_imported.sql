-- Which old tickets of other systems were taken over, so that each is once (POST /v1/import). A reference is kept as a keyed
-- hash: it may be of somebody, and stays when the ticket's person goes. How to read it: see 0001.
--
-- What is taken over writes its events without the view of 0021, whose lines of the audit log would tell others of what
-- ended long ago (0040): one line stands for a batch, under `tickets.import`.
CREATE TABLE imported (
    reference  BLOB PRIMARY KEY CHECK (length(reference) = 32),
    ticket_id  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
