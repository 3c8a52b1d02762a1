-- What one of many who act all day has done of one kind: the scheduled work's alerts among its millions of lines.
-- How to read it: see 0001.

CREATE INDEX audit_by_sub_and_act ON audit (sub, act, at, seq) WHERE sub <> '';
