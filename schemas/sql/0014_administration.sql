-- What administrators have to know of accounts and keys. How to read it: see 0001.

-- The day, a number such as 20261124: to the day, so that a key costs one write a day and not one a call.
ALTER TABLE api_key ADD COLUMN last_used_on INTEGER;

-- Who can administer, so that the last of them stays: some few of all accounts.
CREATE INDEX account_administering ON account (id)
    WHERE active = 1 AND password IS NOT NULL AND instr(roles, '"admin"') > 0;
