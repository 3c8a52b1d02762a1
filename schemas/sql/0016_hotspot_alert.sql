-- Why a hot spot was last told of. How to read it: see 0001; the words are those of crates/core/src/hotspot.rs.

ALTER TABLE hotspot ADD COLUMN alert TEXT CHECK (alert IN ('new', 'growing'));

-- Until now only the audit log said it.
UPDATE hotspot SET alert = iif((SELECT detail FROM audit WHERE object = CAST(hotspot.id AS TEXT)
    AND act = 'hotspot.alert' ORDER BY at DESC, seq DESC LIMIT 1) LIKE 'growing:%', 'growing', 'new')
WHERE alerted_at IS NOT NULL;
