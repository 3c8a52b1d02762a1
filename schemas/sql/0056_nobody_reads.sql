-- Of these nothing is read since 0032, and no index is kept for nothing. How to read it: see 0001.
DROP TABLE login_failure;

DROP TABLE phone_code;
