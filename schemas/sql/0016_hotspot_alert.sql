-- Why a hot spot was last told of; of alerts before this only the audit log says it. How to read it: see 0001;
-- the words are those of crates/core/src/hotspot.rs.

ALTER TABLE hotspot ADD COLUMN alert TEXT CHECK (alert IN ('new', 'growing'));
